//! Models side by side.

use super::{Deviance, Evidence, InformationCriteria};
use crate::report::Table;

/// What is known of a model that explains some data.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What people call it.
    pub name: String,
    /// Best fit, parameters and data.
    pub criteria: InformationCriteria,
    /// From chains, where there are any.
    pub deviance: Option<Deviance>,
    /// Evidence, where it is known.
    pub evidence: Option<Evidence>,
}

/// A model beside another: positive differences speak against it, a positive ln B for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// What people call it.
    pub name: String,
    /// Parameters more.
    pub parameters: i64,
    /// Δ(−2 ln L_max).
    pub delta_chi_squared: f64,
    /// ΔAIC.
    pub delta_aic: f64,
    /// ΔBIC.
    pub delta_bic: f64,
    /// ΔDIC, where both have chains.
    pub delta_dic: Option<f64>,
    /// ln B = ln Z − ln Z of the other, and its standard error where both errors are known.
    pub ln_bayes_factor: Option<(f64, Option<f64>)>,
}

/// Each model beside the first, which must explain the same data.
///
/// # References
///
/// [`InformationCriteria`], [`Deviance`]; [`jeffreys`] and [`kass_raftery`] for words on ln B.
#[must_use]
pub fn compared(candidates: &[Candidate]) -> Vec<Compared> {
    let Some(first) = candidates.first() else {
        return Vec::new();
    };
    let beside = |other: &Candidate| {
        let parameters = |c: &Candidate| i64::try_from(c.criteria.parameters).unwrap_or(i64::MAX);
        let dic = other.deviance.zip(first.deviance);
        let evidence = other.evidence.zip(first.evidence);
        let (one, reference) = (&other.criteria, &first.criteria);
        Compared {
            name: other.name.clone(),
            parameters: parameters(other) - parameters(first),
            delta_chi_squared: -2.0 * (one.ln_likelihood - reference.ln_likelihood),
            delta_aic: one.aic() - reference.aic(),
            delta_bic: one.bic() - reference.bic(),
            delta_dic: dic.map(|(one, reference)| one.dic() - reference.dic()),
            ln_bayes_factor: evidence.map(|(one, reference)| {
                let errors = one.error.zip(reference.error);
                let error = errors.map(|(a, b)| a.hypot(b));
                (one.ln_evidence - reference.ln_evidence, error)
            }),
        }
    };
    let mut rows: Vec<Compared> = candidates.iter().map(beside).collect();
    // A model beside itself is known without error.
    rows[0].ln_bayes_factor = first.evidence.map(|_| (0.0, Some(0.0)));
    rows
}

/// The same for a report, with the words of [`jeffreys`] and [`kass_raftery`].
#[must_use]
pub fn comparison_table(rows: &[Compared]) -> Table {
    let mut table = Table::new([
        "model",
        "parameters",
        "Δ(−2 ln L)",
        "ΔAIC",
        "ΔBIC",
        "ΔDIC",
        "ln B",
        "Jeffreys",
        "Kass and Raftery",
    ]);
    let number = |x: f64| format!("{x:+.2}");
    let none = || "–".to_owned();
    for (i, row) in rows.iter().enumerate() {
        let factor = row.ln_bayes_factor;
        let words = |word: fn(f64) -> &'static str| match factor {
            Some((ln_b, _)) if i > 0 => {
                let side = if ln_b < 0.0 { "against" } else { "for" };
                format!("{}, {side}", word(ln_b))
            }
            _ => none(),
        };
        table.row([
            row.name.clone(),
            format!("{:+}", row.parameters),
            number(row.delta_chi_squared),
            number(row.delta_aic),
            number(row.delta_bic),
            row.delta_dic.map_or_else(none, number),
            match factor {
                Some((ln_b, Some(error))) => format!("{ln_b:+.2} ± {error:.2}"),
                Some((ln_b, None)) => number(ln_b),
                None => none(),
            },
            words(jeffreys),
            words(kass_raftery),
        ]);
    }
    table
}

/// What Jeffreys calls a Bayes factor for either model, by steps of √10 in B.
///
/// # References
///
/// `jeffreys1961`, appendix B.
#[must_use]
pub fn jeffreys(ln_bayes_factor: f64) -> &'static str {
    word(
        ln_bayes_factor.abs() / std::f64::consts::LN_10,
        &[
            (0.5, "not worth more than a bare mention"),
            (1.0, "substantial"),
            (1.5, "strong"),
            (2.0, "very strong"),
        ],
        "decisive",
    )
}

/// What Kass and Raftery call it, by 2 ln B of 2, 6 and 10.
///
/// # References
///
/// `kass1995`.
#[must_use]
pub fn kass_raftery(ln_bayes_factor: f64) -> &'static str {
    word(
        2.0 * ln_bayes_factor.abs(),
        &[
            (2.0, "not worth more than a bare mention"),
            (6.0, "positive"),
            (10.0, "strong"),
        ],
        "very strong",
    )
}

/// The word of the first step that a strength stays below.
fn word(strength: f64, steps: &[(f64, &'static str)], last: &'static str) -> &'static str {
    let step = steps.iter().find(|(limit, _)| strength < *limit);
    step.map_or(last, |(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, ln_likelihood: f64, parameters: usize, ln_z: f64) -> Candidate {
        Candidate {
            name: name.to_owned(),
            criteria: InformationCriteria {
                ln_likelihood,
                parameters,
                data: 100,
            },
            deviance: None,
            evidence: Some(Evidence {
                ln_evidence: ln_z,
                error: Some(0.3),
            }),
        }
    }

    #[test]
    fn a_parameter_must_pay_for_itself() {
        let rows = compared(&[
            candidate("plain", -50.0, 6, -70.0),
            candidate("fancy", -48.5, 7, -73.0),
        ]);
        let fancy = &rows[1];
        assert_eq!(fancy.parameters, 1);
        assert!((fancy.delta_chi_squared + 3.0).abs() < 1e-12);
        assert!((fancy.delta_aic + 1.0).abs() < 1e-12);
        assert!((fancy.delta_bic - (100f64.ln() - 3.0)).abs() < 1e-12);
        assert!(fancy.delta_dic.is_none());
        let (ln_b, error) = fancy.ln_bayes_factor.unwrap();
        assert!((ln_b + 3.0).abs() < 1e-12);
        assert!((error.unwrap() - 0.18f64.sqrt()).abs() < 1e-12);
        assert_eq!(jeffreys(ln_b), "strong");
        assert_eq!(kass_raftery(ln_b), "strong");
        assert_eq!(rows[0].ln_bayes_factor, Some((0.0, Some(0.0))));
        assert!(compared(&[]).is_empty());
        let mut report = crate::report::Report::new("");
        report.table(comparison_table(&rows));
        let text = report.markdown();
        for expected in ["-3.00 ± 0.42", "strong, against", "| +1 |", "+0.00 ± 0.00"] {
            assert!(
                text.replace("  ", "").contains(expected),
                "{expected}: {text}"
            );
        }
    }

    #[test]
    fn words_change_where_they_should() {
        let half = 0.5 * std::f64::consts::LN_10;
        let words = [0.9, 1.1, 2.1, 3.1, 4.1].map(|steps| jeffreys(-steps * half));
        assert_eq!(
            words,
            [
                "not worth more than a bare mention",
                "substantial",
                "strong",
                "very strong",
                "decisive"
            ]
        );
        let words = [0.99, 1.01, 3.01, 5.01].map(kass_raftery);
        assert_eq!(
            words,
            [
                "not worth more than a bare mention",
                "positive",
                "strong",
                "very strong"
            ]
        );
    }
}
