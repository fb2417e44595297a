//! Marginal densities of all parameters and pairs of them.

use std::ops::Range;

use plotters::chart::ChartBuilder;
use plotters::element::Rectangle;
use plotters::prelude::IntoFont;
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor, TextStyle};

use super::density::{Density2, density1};
use super::{Area, Drawn, FONT, Figure, colour, px, significant, tick, tint};

/// A parameter of a corner plot.
#[derive(Debug, Clone)]
pub struct CornerColumn {
    /// Name and unit.
    pub label: String,
    /// Samples in that unit.
    pub samples: Vec<f64>,
    /// Mean and standard deviation by another method, for comparison.
    pub expected: (f64, f64),
}

/// Marginals of samples: filled regions of 68.3% and 95.4%, with the Gaussian of another method
/// dashed on top.
#[derive(Debug, Clone)]
pub struct CornerFigure {
    /// Text above the figure.
    pub title: String,
    /// The parameters.
    pub columns: Vec<CornerColumn>,
    /// Their correlations by the other method, row by row.
    pub correlation: Vec<Vec<f64>>,
}

/// Rows and columns of the grid on which a pair's density is drawn.
const CELLS: usize = 204;
const HALF_WIDTH_SIGMA: f64 = 3.6;
/// From one panel to the next, and the side of a panel, in pixels.
const PANEL: u32 = 230;
const SIDE: u32 = 204;
const MARGIN: (u32, u32) = (96, 40);
const TITLE: u32 = 60;
const SAMPLES: RGBColor = colour::BLUE;
const EXPECTED: RGBColor = colour::VERMILION;

impl Figure for CornerFigure {
    fn size(&self) -> (u32, u32) {
        let n = self.columns.len() as u32;
        (n * PANEL + MARGIN.0 + 20, n * PANEL + MARGIN.1 + TITLE)
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        area.draw_text(
            &self.title,
            &TextStyle::from((FONT, px(20)).into_font()),
            (px(20) as i32, px(16) as i32),
        )?;
        for row in 0..self.columns.len() {
            for column in 0..=row {
                let left = px(MARGIN.0 + column as u32 * PANEL);
                let top = px(TITLE + row as u32 * PANEL);
                let corner = (left as i32, top as i32);
                let panel = area.clone().shrink(corner, (px(SIDE), px(SIDE)));
                if row == column {
                    self.diagonal(&panel, row)?;
                } else {
                    self.pair(&panel, row, column)?;
                }
                let far = (corner.0 + px(SIDE) as i32, corner.1 + px(SIDE) as i32);
                area.draw(&Rectangle::new(
                    [corner, far],
                    colour::GREY.stroke_width(px(1)),
                ))?;
                self.annotate(area, row, column, corner)?;
            }
        }
        Ok(())
    }
}

impl CornerFigure {
    fn range(&self, i: usize) -> Range<f64> {
        let (mean, sigma) = self.columns[i].expected;
        mean - HALF_WIDTH_SIGMA * sigma..mean + HALF_WIDTH_SIGMA * sigma
    }

    fn diagonal(&self, panel: &Area<'_>, i: usize) -> Drawn {
        let range = self.range(i);
        let mut chart = ChartBuilder::on(panel).build_cartesian_2d(range.clone(), 0.0..1.12)?;
        let samples = density1(&self.columns[i].samples, &range, CELLS);
        chart.draw_series(LineSeries::new(samples, SAMPLES.stroke_width(px(2))))?;
        let (mean, sigma) = self.columns[i].expected;
        let step = (range.end - range.start) / 120.0;
        let gaussian = (0..=120).map(|k| {
            let x = range.start + step * f64::from(k);
            (x, (-0.5 * ((x - mean) / sigma).powi(2)).exp())
        });
        chart.draw_series(dashed(gaussian))?;
        Ok(())
    }

    fn pair(&self, panel: &Area<'_>, row: usize, column: usize) -> Drawn {
        let (x, y) = (self.range(column), self.range(row));
        let mut chart = ChartBuilder::on(panel).build_cartesian_2d(x.clone(), y.clone())?;
        let density = Density2::new(
            &self.columns[column].samples,
            &self.columns[row].samples,
            (&x, &y),
            CELLS,
        );
        for (share, strength) in [(0.954, 0.25), (0.683, 0.6)] {
            let fill = tint(SAMPLES, strength).filled();
            let level = density.level(share);
            let at = |r: &Range<f64>, k: f64| r.start + (r.end - r.start) * k / CELLS as f64;
            let mut boxes = Vec::new();
            for j in 0..CELLS {
                // Rows overlap a little: abutting edges would show as seams.
                let (low, high) = (at(&y, j as f64 - 0.2), at(&y, j as f64 + 1.2));
                for run in density.runs(j, level) {
                    let corners = [(at(&x, run.start), low), (at(&x, run.end), high)];
                    boxes.push(Rectangle::new(corners, fill));
                }
            }
            chart.draw_series(boxes)?;
        }
        let ((mx, sx), (my, sy)) = (self.columns[column].expected, self.columns[row].expected);
        let rho = self.correlation[row][column];
        // Radii of the ellipses that hold 68.3% and 95.4% of a Gaussian in two dimensions.
        for share in [0.683f64, 0.954] {
            let radius = (-2.0 * (1.0 - share).ln()).sqrt();
            let ellipse = (0..=120).map(|k| {
                let (s, c) = (f64::from(k) * std::f64::consts::TAU / 120.0).sin_cos();
                let v = rho * c + (1.0 - rho * rho).max(0.0).sqrt() * s;
                (mx + radius * sx * c, my + radius * sy * v)
            });
            chart.draw_series(dashed(ellipse))?;
        }
        Ok(())
    }

    /// Labels of the axes, and the numbers at the mean and two σ to each side of it.
    fn annotate(
        &self,
        area: &Area<'_>,
        row: usize,
        column: usize,
        (left, top): (i32, i32),
    ) -> Drawn {
        let side = px(SIDE) as i32;
        let at = |pixels| px(pixels) as i32;
        let text = |size: u32, h: HPos, v: VPos| {
            TextStyle::from((FONT, px(size)).into_font()).pos(Pos::new(h, v))
        };
        let ticks = |i: usize| {
            let range = self.range(i);
            let width = range.end - range.start;
            let place = move |v: f64| (v - range.start) / width;
            round_numbers(self.range(i)).map(move |v| (place(v), tick(v, width)))
        };
        if row == self.columns.len() - 1 {
            for (place, number) in ticks(column) {
                let x = left + (place * f64::from(side)) as i32;
                let style = text(13, HPos::Center, VPos::Top);
                area.draw_text(&number, &style, (x, top + side + at(3)))?;
            }
            let style = text(16, HPos::Center, VPos::Top);
            area.draw_text(
                &self.columns[column].label,
                &style,
                (left + side / 2, top + side + at(26)),
            )?;
        }
        if column == 0 && row > 0 {
            for (place, number) in ticks(row) {
                let y = top + side - (place * f64::from(side)) as i32;
                area.draw_text(
                    &number,
                    &text(13, HPos::Right, VPos::Center),
                    (left - at(4), y),
                )?;
            }
            let style = text(16, HPos::Left, VPos::Bottom);
            area.draw_text(
                &self.columns[row].label,
                &style,
                (left - at(84), top + at(20)),
            )?;
        }
        if row == column {
            let (mean, sigma) = self.columns[row].expected;
            let line = format!(
                "{} ± {}",
                significant(mean, sigma),
                significant(sigma, sigma)
            );
            let style = text(14, HPos::Center, VPos::Bottom);
            area.draw_text(&line, &style, (left + side / 2, top - at(3)))?;
        }
        Ok(())
    }
}

/// A curve of the other method.
fn dashed<I: Iterator<Item = (f64, f64)> + Clone>(points: I) -> DashedLineSeries<I, u32> {
    DashedLineSeries::new(points, px(6), px(4), EXPECTED.stroke_width(px(2)))
}

/// Two to six round numbers well inside a range.
fn round_numbers(range: Range<f64>) -> impl Iterator<Item = f64> {
    let width = range.end - range.start;
    // The step is at most 2.5 times this, so two of them fit.
    let rough = width / 6.0;
    let decade = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|s| s * decade);
    let step = steps.into_iter().find(|s| *s >= rough).unwrap_or(rough);
    let first = ((range.start + 0.06 * width) / step).ceil() as i64;
    let last = ((range.end - 0.06 * width) / step).floor() as i64;
    (first..=last).map(move |k| k as f64 * step)
}
