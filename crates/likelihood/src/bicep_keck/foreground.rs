//! Parameters of the foreground model.

use lastscatter_inference::{Parameter, Prior};

use crate::Error;
use crate::spectra::{Nuisance, require_nuisance};

/// A parameter of the foregrounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForegroundParameter {
    /// A_d, D_ℓ^BB of dust at 353 GHz and ℓ = 80, µK².
    DustAmplitude,
    /// A_s, D_ℓ^BB of synchrotron at its pivot and ℓ = 80, µK².
    SynchrotronAmplitude,
    /// α_d: D_ℓ of dust ∝ ℓ^α_d.
    DustTilt,
    /// β_d: I_ν of dust ∝ ν^β_d B_ν(T_d).
    DustIndex,
    /// T_d, K.
    DustTemperature,
    /// α_s: D_ℓ of synchrotron ∝ ℓ^α_s.
    SynchrotronTilt,
    /// β_s: brightness temperature of synchrotron ∝ ν^β_s.
    SynchrotronIndex,
    /// ε, correlation of dust and synchrotron.
    Correlation,
    /// EE over BB of dust.
    DustEToB,
    /// EE over BB of synchrotron.
    SynchrotronEToB,
}

impl ForegroundParameter {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::DustAmplitude,
        Self::SynchrotronAmplitude,
        Self::DustTilt,
        Self::DustIndex,
        Self::DustTemperature,
        Self::SynchrotronTilt,
        Self::SynchrotronIndex,
        Self::Correlation,
        Self::DustEToB,
        Self::SynchrotronEToB,
    ];

    /// Its name in the published files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DustAmplitude => "BBdust",
            Self::SynchrotronAmplitude => "BBsync",
            Self::DustTilt => "BBalphadust",
            Self::DustIndex => "BBbetadust",
            Self::DustTemperature => "BBTdust",
            Self::SynchrotronTilt => "BBalphasync",
            Self::SynchrotronIndex => "BBbetasync",
            Self::Correlation => "BBdustsynccorr",
            Self::DustEToB => "EEtoBB_dust",
            Self::SynchrotronEToB => "EEtoBB_sync",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::DustAmplitude => r"A_\mathrm{d}",
            Self::SynchrotronAmplitude => r"A_\mathrm{s}",
            Self::DustTilt => r"\alpha_\mathrm{d}",
            Self::DustIndex => r"\beta_\mathrm{d}",
            Self::DustTemperature => r"T_\mathrm{d}",
            Self::SynchrotronTilt => r"\alpha_\mathrm{s}",
            Self::SynchrotronIndex => r"\beta_\mathrm{s}",
            Self::Correlation => r"\epsilon",
            Self::DustEToB => r"EE/BB_\mathrm{d}",
            Self::SynchrotronEToB => r"EE/BB_\mathrm{s}",
        }
    }

    /// What the model is defined for.
    const fn domain(self) -> [f64; 2] {
        match self {
            Self::DustAmplitude | Self::SynchrotronAmplitude => [0.0, 1e6],
            Self::DustTilt | Self::SynchrotronTilt => [-10.0, 10.0],
            Self::DustIndex | Self::SynchrotronIndex => [-20.0, 20.0],
            Self::DustTemperature => [1.0, 1000.0],
            Self::Correlation => [-1.0, 1.0],
            Self::DustEToB | Self::SynchrotronEToB => [0.0, 1e3],
        }
    }
}

/// The foreground model: the value of each parameter, and which of them are free.
///
/// ```text
/// D_ℓ^ij = A_d f_d^i f_d^j (ℓ/80)^α_d + A_s f_s^i f_s^j (ℓ/80)^α_s
///        + ε √(A_d A_s) (f_d^i f_s^j + f_s^i f_d^j) (ℓ/80)^((α_d+α_s)/2)
/// ```
///
/// for BB of maps i and j, f the map's response to ν^β_d B_ν(T_d) and ν^(2+β_s), over that to a small temperature
/// difference of the background, and over the same at the pivot. EE is this times EE/BB; EB has none.
/// Decorrelation and uncertain bandpasses, which the published analyses try as variants, are not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Foregrounds {
    values: [f64; ForegroundParameter::ALL.len()],
    free: Vec<(ForegroundParameter, Nuisance)>,
}

impl Foregrounds {
    /// The baseline of the 2015 joint analysis: A_d uniform to 15 µK² and β_d = 1.59 ± 0.11 are free;
    /// T_d = 19.6 K, α_d = −0.42, no synchrotron.
    ///
    /// # References
    ///
    /// `bkplanck2015`.
    ///
    /// # Panics
    ///
    /// Never: the priors are valid.
    #[must_use]
    pub fn bk_planck_2015() -> Self {
        use ForegroundParameter::{DustAmplitude, DustIndex};
        let uniform = Prior::uniform(0.0, 15.0).expect("valid");
        let index = Prior::truncated_normal(1.59, 0.11, 1.04, 2.14).expect("valid");
        let fixed = Self {
            values: [3.0, 0.0, -0.42, 1.59, 19.6, -0.6, -3.3, 0.0, 2.0, 2.0],
            free: vec![],
        };
        fixed
            .with_free(DustAmplitude, uniform, 3.0, 0.9)
            .and_then(|f| f.with_free(DustIndex, index, 1.59, 0.11))
            .expect("valid")
    }

    /// The baseline of BK15: A_d, A_s, α_d, α_s, β_d = 1.59 ± 0.11, β_s = −3.1 ± 0.3 and ε are free; T_d = 19.6 K.
    ///
    /// # References
    ///
    /// `bicepkeck2018`.
    ///
    /// # Panics
    ///
    /// Never: the priors are valid.
    #[must_use]
    pub fn bk15() -> Self {
        use ForegroundParameter as P;
        let uniform = |lower, upper| Prior::uniform(lower, upper).expect("valid");
        let normal = |mean, sigma, lower, upper| {
            Prior::truncated_normal(mean, sigma, lower, upper).expect("valid")
        };
        let fixed = Self {
            values: [4.6, 1.0, -0.42, 1.59, 19.6, -0.6, -3.1, 0.2, 2.0, 2.0],
            free: vec![],
        };
        let free = [
            (P::DustAmplitude, uniform(0.0, 15.0), 4.6, 1.0),
            (P::SynchrotronAmplitude, uniform(0.0, 50.0), 1.0, 1.0),
            (P::DustTilt, uniform(-1.0, 0.0), -0.42, 0.2),
            (P::DustIndex, normal(1.59, 0.11, 1.04, 2.14), 1.59, 0.11),
            (P::SynchrotronTilt, uniform(-1.0, 0.0), -0.6, 0.3),
            (
                P::SynchrotronIndex,
                normal(-3.1, 0.3, -4.5, -2.0),
                -3.1,
                0.3,
            ),
            (P::Correlation, uniform(-1.0, 1.0), 0.2, 0.3),
        ];
        free.into_iter()
            .try_fold(fixed, |f, (parameter, prior, default, scale)| {
                f.with_free(parameter, prior, default, scale)
            })
            .expect("valid")
    }

    /// The same with `parameter` fixed.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a value that the model is not defined for.
    pub fn with_fixed(mut self, parameter: ForegroundParameter, value: f64) -> Result<Self, Error> {
        require(parameter, value)?;
        self.free.retain(|(other, _)| *other != parameter);
        self.values[parameter as usize] = value;
        Ok(self)
    }

    /// The same with `parameter` free, best guessed at `default`, known to about `scale`; it follows those that are
    /// free already.
    ///
    /// # Errors
    ///
    /// As [`with_fixed`](Self::with_fixed) for `default`, and as [`Nuisance::new`].
    pub fn with_free(
        self,
        parameter: ForegroundParameter,
        prior: Prior,
        default: f64,
        scale: f64,
    ) -> Result<Self, Error> {
        let mut this = self.with_fixed(parameter, default)?;
        let named = Parameter::new(parameter.name(), parameter.label(), prior)?;
        this.free
            .push((parameter, Nuisance::new(named, default, scale)?));
        Ok(this)
    }

    /// The free parameters.
    pub(super) fn nuisance(&self) -> Vec<Nuisance> {
        self.free.iter().map(|(_, n)| n.clone()).collect()
    }

    /// All values, the free ones as given.
    pub(super) fn at(
        &self,
        likelihood: &str,
        nuisance: &[Nuisance],
        free: &[f64],
    ) -> Result<Values, Error> {
        require_nuisance(likelihood, nuisance, free)?;
        let mut values = self.values;
        for ((parameter, _), &value) in self.free.iter().zip(free) {
            require(*parameter, value)?;
            values[*parameter as usize] = value;
        }
        Ok(Values(values))
    }
}

fn require(parameter: ForegroundParameter, value: f64) -> Result<(), Error> {
    let [lower, upper] = parameter.domain();
    if lower <= value && value <= upper {
        return Ok(());
    }
    Err(Error::OutOfRange {
        likelihood: "foregrounds".to_owned(),
        quantity: parameter.name().to_owned(),
        value,
        lower,
        upper,
    })
}

/// A value for each parameter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values([f64; ForegroundParameter::ALL.len()]);

impl Values {
    pub(super) fn of(&self, parameter: ForegroundParameter) -> f64 {
        self.0[parameter as usize]
    }
}
