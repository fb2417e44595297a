//! The keys of a parameter file.

/// A key, what it means and what holds where it is absent.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    meaning: &'static str,
    absent: &'static str,
}

const fn key(name: &'static str, meaning: &'static str, absent: &'static str) -> Key {
    Key {
        name,
        meaning,
        absent,
    }
}

/// All keys. What is absent is as in the built-in Planck 2018.
#[rustfmt::skip]
pub(crate) const KEYS: [Key; 20] = [
    key("h0", "Hubble constant H₀ [km/s/Mpc]", "theta_star_100"),
    key("theta_star_100", "100 θ_*, instead of h0", "h0"),
    key("omega_b_h2", "density of baryons, Ω_b h²", "0.02237"),
    key("omega_c_h2", "density of cold dark matter, Ω_c h²", "0.12"),
    key("tau", "optical depth of reionisation", "0.0544"),
    key("a_s", "amplitude of scalar perturbations at the pivot", "2.0989e-9 (ln 10¹⁰A_s = 3.044)"),
    key("n_s", "tilt of scalar perturbations", "0.9649"),
    key("alpha_s", "running of the tilt, dn_s/dln k", "0"),
    key("r", "tensors over scalars at the pivot", "0"),
    key("n_t", "tilt of tensors", "n_t = −r/8 (2 − n_s − r/8)"),
    key("k_pivot_inv_mpc", "pivot of scalars and tensors [1/Mpc]", "0.05"),
    key("n_eff", "effective number of neutrinos, N_eff", "3.046"),
    key("neutrino_masses_ev", "list of masses [eV], each of a species with n_eff/3", "[0.06]"),
    key("w0", "dark energy, w(a) = w0 + wa (1 − a)", "-1"),
    key("wa", "its change with a", "0"),
    key("t_cmb_k", "temperature of the microwave background [K]", "2.7255"),
    key("y_he", "mass fraction of helium", "nucleosynthesis"),
    key("omega_k", "curvature, Ω_k", "0"),
    key("birefringence_deg", "turn of the plane of polarisation, COSMO convention [°]", "0"),
    key("initial_condition", "adiabatic, or cdm_, baryon_, neutrino_density_, neutrino_velocity_isocurvature", "adiabatic"),
];

/// The keys, for people.
pub(crate) fn help() -> String {
    let width = KEYS.iter().map(|key| key.name.len()).max().unwrap_or(0);
    let mut text =
        "Keys of a parameter file (TOML; either h0 or theta_star_100, others may be absent):\n"
            .to_owned();
    for key in &KEYS {
        text += &format!(
            "  {:<width$}  {} [absent: {}]\n",
            key.name, key.meaning, key.absent
        );
    }
    text
}

/// The key under which the parameter stands that the library calls `name`.
pub(crate) fn of_parameter(name: &str) -> Option<&'static str> {
    Some(match name {
        "H0 in km/s/Mpc" => "h0",
        "100 theta*" => "theta_star_100",
        "omega_b h²" | "omega_b h² for nucleosynthesis" => "omega_b_h2",
        "omega_c h²" => "omega_c_h2",
        "optical depth of reionisation" => "tau",
        "A_s" => "a_s",
        "n_s" => "n_s",
        "alpha_s" => "alpha_s",
        "r" => "r",
        "n_t" => "n_t",
        "pivot in 1/Mpc" => "k_pivot_inv_mpc",
        "N_eff" | "N_eff for nucleosynthesis" | "T_nu/T_gamma" => "n_eff",
        "neutrino mass in eV" | "N_eff left to massless neutrinos" => "neutrino_masses_ev",
        "w0" => "w0",
        "wa" | "w0 + wa" => "wa",
        "T_CMB in K" => "t_cmb_k",
        "helium mass fraction" => "y_he",
        "Omega_k" => "omega_k",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastscatter::analysis::nearest;

    #[test]
    fn the_nearest_key() {
        for (written, expected) in [
            ("H0", "h0"),
            ("h", "h0"),
            ("w", "w0"),
            ("omega_b", "omega_b_h2"),
            ("omga_c_h2", "omega_c_h2"),
            ("omega_cdm_h2", "omega_c_h2"),
            ("tua", "tau"),
            ("tau_reio", "tau"),
            ("As", "a_s"),
            ("ns", "n_s"),
            ("nt", "n_t"),
            ("r_he", "y_he"),
            ("neutrino_mass_ev", "neutrino_masses_ev"),
            ("theta_star", "theta_star_100"),
            ("birefringence", "birefringence_deg"),
        ] {
            let names = KEYS.iter().map(|key| key.name);
            assert_eq!(nearest(written, names), expected, "{written}");
        }
    }
}
