//! Figures, drawn once and saved as SVG and PNG.

mod corner;
mod density;
mod scale;
mod xy;

pub use corner::{CornerColumn, CornerFigure};
pub use plotters::style::RGBColor as Colour;
pub use scale::Scale;
pub use xy::{Legend, Mark, Series, XyFigure};

use std::fs;
use std::sync::{Arc, Once};

use plotters::coord::Shift;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::{Color, FontStyle, RGBColor, WHITE, register_font};
use resvg::{tiny_skia, usvg};

use crate::{Failure, Output};

/// The family that figures ask for; readers of the SVG may put their own in its place.
const FONT: &str = "sans-serif";
/// The family that is compiled in, for measuring text and for the PNG.
const EMBEDDED_FONT: &str = "DejaVu Sans";
/// Drawing units for a pixel: the drawing library rounds to whole units, which would show on curves.
const UNITS: u32 = 4;
/// Pixels of the PNG for one of the SVG.
const PNG_SCALE: f32 = 1.5;

/// Colours that people with any colour vision tell apart (`okabe2008`).
pub mod colour {
    use plotters::style::RGBColor;

    /// Black.
    pub const BLACK: RGBColor = RGBColor(0, 0, 0);
    /// Grey, for what stays in the background.
    pub const GREY: RGBColor = RGBColor(130, 130, 130);
    /// Blue.
    pub const BLUE: RGBColor = RGBColor(0, 114, 178);
    /// Vermilion.
    pub const VERMILION: RGBColor = RGBColor(213, 94, 0);
    /// Bluish green.
    pub const GREEN: RGBColor = RGBColor(0, 158, 115);
    /// Orange.
    pub const ORANGE: RGBColor = RGBColor(230, 159, 0);
    /// Reddish purple.
    pub const PURPLE: RGBColor = RGBColor(204, 121, 167);
}

/// Where a figure is drawn.
pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// What drawing gives.
pub type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Something to draw.
pub trait Figure {
    /// Width and height in pixels.
    fn size(&self) -> (u32, u32);

    /// Draws on a white area of that size.
    ///
    /// # Errors
    ///
    /// Those of the drawing library.
    fn draw(&self, area: &Area<'_>) -> Drawn;
}

/// Saves a figure as `NAME.svg` and `NAME.png`.
///
/// # Errors
///
/// [`Failure`] when a figure cannot be drawn or a file not be written.
pub fn save(figure: &impl Figure, output: &Output, name: &str) -> Result<(), Failure> {
    static REGISTER: Once = Once::new();
    REGISTER.call_once(|| {
        // The embedded font is valid; text would be missing from the figures otherwise.
        let _ = register_font(FONT, FontStyle::Normal, dejavu::sans::regular());
    });
    let (width, height) = figure.size();
    let units = (px(width), px(height));
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, units).into_drawing_area();
        let drawn = area.fill(&WHITE).and_then(|()| figure.draw(&area));
        drawn
            .and_then(|()| area.present())
            .map_err(|e| format!("figure {name}: {e}"))?;
    }
    // The view box keeps the drawing units; the size is what a reader shows.
    let drawn_size = format!(r#"width="{}" height="{}""#, units.0, units.1);
    let svg = svg.replacen(
        &drawn_size,
        &format!(r#"width="{width}" height="{height}""#),
        1,
    );
    fs::write(output.path(&format!("{name}.svg")), &svg)?;
    fs::write(output.path(&format!("{name}.png")), png(&svg)?)?;
    Ok(())
}

fn png(svg: &str) -> Result<Vec<u8>, Failure> {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.set_sans_serif_family(EMBEDDED_FONT);
    let options = usvg::Options {
        fontdb: Arc::new(fonts),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options)?;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(PNG_SCALE)
        .ok_or("an empty figure")?;
    let mut pixels =
        tiny_skia::Pixmap::new(size.width(), size.height()).ok_or("an empty figure")?;
    let scale = tiny_skia::Transform::from_scale(PNG_SCALE, PNG_SCALE);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    Ok(pixels.encode_png()?)
}

/// Drawing units of a length in pixels.
const fn px(pixels: u32) -> u32 {
    UNITS * pixels
}

/// The colour mixed with white: opaque, so that what lies over it keeps its colour.
fn tint(colour: RGBColor, strength: f64) -> RGBColor {
    let mix = |c: u8| (255.0 - strength * (255.0 - f64::from(c))).round() as u8;
    let (r, g, b) = colour.to_backend_color().rgb;
    RGBColor(mix(r), mix(g), mix(b))
}

/// A number to two digits of a scale: an uncertainty, or the range of an axis.
fn significant(value: f64, scale: f64) -> String {
    let decimals = (1.0 - scale.log10().floor()).clamp(0.0, 9.0) as usize;
    // Adding zero turns -0 into 0.
    format!("{:.decimals$}", value + 0.0)
}

/// A number on an axis, without idle zeros.
fn tick(value: f64, range: f64) -> String {
    let text = significant(value, range);
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.chars().all(|c| c == '0') => whole.to_owned(),
        _ => text,
    }
}
