
    use super::{Accuracy, Unlensed, lensed};
    #[test]
    fn scratch() {
        let read = |p: &str| -> Vec<Vec<f64>> {
            std::fs::read_to_string(p)
                .unwrap()
                .lines()
                .map(|l| l.split_whitespace().map(|x| x.parse().unwrap()).collect())
                .collect()
        };
        let u = read("/tmp/lens/unlensed.txt");
        let lin: usize = std::env::var("LIN").map_or(4000, |v| v.parse().unwrap());
        let samp: f64 = std::env::var("SAMP").map_or(1.0, |v| v.parse().unwrap());
        let env = |n: &str, d: f64| std::env::var(n).map_or(d, |v| v.parse::<f64>().unwrap());
        let far = env("FAR", 0.0) as usize; let [r0, r1] = [env("R0", 9.0), env("R1", 9.0)]; let acc = Accuracy { sampling: samp, window: if r1 > 4.0 { None } else { Some([r0, r1]) }, far };
        let col = |i: usize| -> Vec<f64> { u[..=lin].iter().map(|r| r[i]).collect() };
        let [tt, ee, te, pp] = [col(0), col(1), col(3), col(4)];
        let un = Unlensed {
            tt: &tt,
            ee: &ee,
            bb: &[],
            te: &te,
            tb: &[],
            eb: &[],
        };
        let mut best = f64::MAX;
        let mut out = None;
        for _ in 0..9 {
            let t = std::time::Instant::now();
            out = Some(lensed(&un, &pp, 2500, &acc).unwrap());
            best = best.min(t.elapsed().as_secs_f64());
        }
        let out = out.unwrap();
        println!("time {:.2} ms", best * 1e3);
        let eps: Vec<f64> = pp.iter().map(|p| p * 1e-3).collect();
        let o = lensed(&un, &eps, 2500, &acc).unwrap();
        println!("eps {:e} {:e} {:e}", o.bb[2] * 1e3, o.bb[3] * 1e3, o.bb[10] * 1e3);
        let r = lensed(&un, &pp, 2500, &Accuracy { sampling: 3.0, window: None, far: 0 }).unwrap();
        let r: Vec<[f64; 4]> = (0..=2500).map(|l| [r.tt[l], r.ee[l], r.bb[l], r.te[l]]).collect();
        for i in 0..4 { let mut w = (0.0_f64, 0); for l in 2..=2500 { let s = out.tt[l]; let _ = s; } let _ = (i, &mut w); }
        let mut w = [(0.0_f64, 0); 4];
        for l in 2..=2500 {
            let e = [
                out.tt[l] / r[l][0] - 1.0,
                out.ee[l] / r[l][1] - 1.0,
                out.bb[l] / r[l][2] - 1.0,
                (out.te[l] - r[l][3]) / (r[l][0] * r[l][1]).sqrt(),
            ];
            for i in 0..4 {
                if e[i].abs() > w[i].0 {
                    w[i] = (e[i].abs(), l);
                }
            }
        }
        println!("{w:?}");
        for l in [2, 10, 100, 500, 1000, 2000, 2500] {
            println!("{l} {:e} {:e} {:e} {:e}", out.tt[l] / r[l][0] - 1.0, out.ee[l] / r[l][1] - 1.0, out.bb[l] / r[l][2] - 1.0, (out.te[l] - r[l][3]) / (r[l][0] * r[l][1]).sqrt());
        }
    }
