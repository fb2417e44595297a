//! Numbers for tables.

/// `x` to three digits of `scale`.
pub(crate) fn significant(x: f64, scale: f64) -> String {
    let leading = scale.log10().floor();
    if (-4.0..6.0).contains(&leading) {
        return format!("{x:.*}", (2.0 - leading).max(0.0) as usize);
    }
    let digits = if x.abs() > 0.0 {
        x.abs().log10().floor() - leading + 2.0
    } else {
        2.0
    };
    format!("{x:.*e}", digits.clamp(0.0, 16.0) as usize)
}
