//! Chain files: exact round trips, other codes' files, and what errors say.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::fs;
use std::path::Path;

use lastscatter_inference::{Chain, Chains, Error, ParameterInfo, ParameterRole, getdist};
use proptest::prelude::*;

fn info(name: &str, label: &str, lower: Option<f64>, role: ParameterRole) -> ParameterInfo {
    let mut info = ParameterInfo::new(name, label);
    info.lower = lower;
    info.role = role;
    info
}

fn sample(chains: usize) -> Chains {
    let parameters = vec![
        info(
            "omega_b",
            r"\Omega_{\rm b} h^2",
            Some(0.1),
            ParameterRole::Sampled,
        ),
        info("h", "", None, ParameterRole::Derived),
    ];
    let chain = |c: usize| {
        let values = vec![0.1 + c as f64, -1e-300, 1.0 / 3.0, f64::MAX];
        Chain::new(
            2,
            values,
            vec![2.0, 0.1],
            vec![-1.0 / 7.0, f64::NEG_INFINITY],
        )
        .unwrap()
    };
    Chains::new(parameters, (0..chains).map(chain).collect()).unwrap()
}

fn put(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn round_trip_is_exact(
        values in prop::collection::vec(any::<f64>().prop_filter("finite", |v| v.is_finite()), 3..40),
        weights in prop::collection::vec(1e-3_f64..1e3, 20),
        bound in any::<f64>().prop_filter("finite", |v| v.is_finite()),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let n = values.len() / 3;
        let chain = Chain::new(
            2, values[..2 * n].to_vec(), weights[..n].to_vec(), values[2 * n..3 * n].to_vec(),
        ).unwrap();
        let parameters = vec![
            info("a", r"\alpha", Some(bound), ParameterRole::Sampled),
            info("b", "", None, ParameterRole::Derived),
        ];
        let chains = Chains::new(parameters, vec![chain.clone(), chain]).unwrap();
        let root = folder.path().join("run");
        getdist::write(&root, &chains).unwrap();
        let back = getdist::read(&root).unwrap();
        // Debug output tells −0 from 0, which == does not.
        prop_assert_eq!(format!("{back:?}"), format!("{chains:?}"));
    }
}

#[test]
fn files_have_getdists_form() {
    let folder = tempfile::tempdir().unwrap();
    getdist::write(folder.path().join("run"), &sample(1)).unwrap();
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(
        text("run.paramnames"),
        "omega_b\t\\Omega_{\\rm b} h^2\nh*\t\n"
    );
    assert_eq!(text("run.ranges"), "omega_b\t1e-1\tN\nh\tN\tN\n");
    assert_eq!(
        text("run_1.txt"),
        "2 1.4285714285714285e-1 1e-1 -1e-300\n1e-1 inf 3.333333333333333e-1 1.7976931348623157e308\n"
    );
}

#[test]
fn a_shorter_run_leaves_no_stale_chains() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("run");
    getdist::write(&root, &sample(3)).unwrap();
    put(
        folder.path(),
        &[("run_b_1.txt", "another root"), ("run_3.txt.bak", "mine")],
    );
    getdist::write(&root, &sample(2)).unwrap();
    assert_eq!(getdist::read(&root).unwrap(), sample(2));
    let expected = [
        "run.paramnames",
        "run.ranges",
        "run_1.txt",
        "run_2.txt",
        "run_3.txt.bak",
        "run_b_1.txt",
    ];
    assert_eq!(names(folder.path()), expected);
}

#[test]
fn a_failed_write_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("run");
    getdist::write(&root, &sample(1)).unwrap();
    let mut parameters = sample(1).parameters().to_vec();
    parameters[1].label = "50% # of h".into();
    let broken = Chains::new(parameters, sample(1).chains().to_vec()).unwrap();
    assert!(matches!(
        getdist::write(&root, &broken),
        Err(Error::InvalidName { .. })
    ));
    assert_eq!(getdist::read(&root).unwrap(), sample(1));
    assert!(matches!(
        getdist::write(folder.path().join("missing/run"), &sample(1)),
        Err(Error::Io { .. })
    ));
    assert_eq!(names(folder.path()).len(), 3);
}

#[test]
fn cobaya_cosmomc_and_single_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    put(
        folder.path(),
        &[
            // Cobaya: dots, a header, no .paramnames.
            (
                "cobaya.1.txt",
                "#  weight  minuslogpost  a  b  minuslogprior  minuslogprior__0  chi2\n  3.0   10.5 0.1 0.2   1 1  19\n",
            ),
            (
                "cobaya.2.txt",
                "#  weight  minuslogpost  a  b  minuslogprior  minuslogprior__0  chi2\n 1 11 0.3 0.4 1 1 20\n",
            ),
            ("cobaya.updated.yaml", ""),
            // CosmoMC: Fortran columns, '!' and comments in labels, ranges of parameters that are not there.
            (
                "cosmomc_1.txt",
                "  0.1000000E+01  0.5000000E+01 -0.2000000E-01\n\n  0.4E+01  0.6E+01  0.3E-01\n",
            ),
            ("cosmomc.paramnames", "omegak       !Omega_K #curvature\n"),
            ("cosmomc.ranges", "omegak -0.3 N\nw   -1.0   -1.0\n"),
            // GetDist without chain number.
            ("single.txt", "1 2 3\n"),
            ("single.paramnames", "x*"),
            ("single.ranges", "x N 5 False\n"),
        ],
    );
    let cobaya = getdist::read(folder.path().join("cobaya")).unwrap();
    assert_eq!(cobaya.chains().len(), 2);
    assert_eq!(cobaya.chains()[0].weights(), [3.0]);
    assert_eq!(cobaya.chains()[0].ln_density(), [-10.5]);
    let found: Vec<_> = cobaya
        .parameters()
        .iter()
        .map(|p| (p.name.as_str(), p.role))
        .collect();
    let (sampled, derived) = (ParameterRole::Sampled, ParameterRole::Derived);
    assert_eq!(
        found[..3],
        [("a", sampled), ("b", sampled), ("minuslogprior", derived)]
    );
    assert_eq!(found[4], ("chi2", derived));

    let cosmomc = getdist::read(folder.path().join("cosmomc")).unwrap();
    assert_eq!(cosmomc.parameters()[0].label, r"\Omega_K");
    assert_eq!(
        (cosmomc.parameters()[0].lower, cosmomc.parameters()[0].upper),
        (Some(-0.3), None)
    );
    assert_eq!(cosmomc.chains()[0].samples(), [-0.02, 0.03]);

    let single = getdist::read(folder.path().join("single")).unwrap();
    assert_eq!(
        (single.parameters()[0].lower, single.parameters()[0].upper),
        (None, Some(5.0))
    );
    assert_eq!(single.parameters()[0].role, derived);
}

#[test]
fn errors_name_file_line_and_expectation() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("run");
    let message = |files: &[(&str, &str)]| {
        put(
            folder.path(),
            &[
                ("run.paramnames", "x\tx\ny\ty\n"),
                ("run.ranges", "x 0 1\n"),
            ],
        );
        put(folder.path(), files);
        getdist::read(&root).unwrap_err().to_string()
    };
    let chain = "run_1.txt";
    for (files, expected) in [
        (
            vec![(chain, "1 2 3 4\n1 2 3 o\n")],
            r#"run_1.txt, line 2: found "o", expected a number"#,
        ),
        (
            vec![(chain, "1 2 3 4\n\n1 2 3\n")],
            r#"run_1.txt, line 3: found "3 columns", expected 4: weight, minus ln p, 2 parameters"#,
        ),
        (
            vec![(chain, "1 2 3 nan\n")],
            r#"line 1: found "nan", expected a finite number"#,
        ),
        (
            vec![(chain, "-1 2 3 4\n")],
            r#"line 1: found "-1", expected a weight of zero or more"#,
        ),
        (
            vec![(chain, "# nothing\n")],
            "expected a row of positive weight",
        ),
        (
            vec![(chain, "1 2 3 4\n"), ("run.ranges", "x 0\n")],
            r#"run.ranges, line 1: found "x 0", expected name, lower, upper"#,
        ),
        (
            vec![(chain, "1 2 3 4\n"), ("run.ranges", "x 0 M\n")],
            r#"found "M", expected a number or N"#,
        ),
        (
            vec![(chain, "1 2 3 4\n"), ("run.ranges", "x 2 1\n")],
            "expected lower not above upper",
        ),
        (
            vec![(chain, "1 2 3 4\n"), ("run.paramnames", "x\nx*\n")],
            r#"run.paramnames, line 2: found "x*", expected each name once"#,
        ),
    ] {
        let found = message(&files);
        assert!(found.contains(expected), "{found}");
    }
    assert!(matches!(
        getdist::read(folder.path().join("none")),
        Err(Error::Io { .. })
    ));
    put(folder.path(), &[("bare_1.txt", "1 2 3\n")]);
    let missing = getdist::read(folder.path().join("bare"))
        .unwrap_err()
        .to_string();
    assert!(missing.contains("bare.paramnames"), "{missing}");
}
