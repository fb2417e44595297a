//! Curves and points with errors over one pair of axes.

use std::ops::Range;

use plotters::chart::{ChartBuilder, ChartContext, SeriesLabelPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::{BoldPoints, DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement, Polygon};
use plotters::prelude::{IntoFont, SVGBackend};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::{Color, RGBColor, ShapeStyle};

use super::{Area, Drawn, FONT, Figure, Scale, colour, px, tint};

/// How a series is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A solid line.
    Line,
    /// A dashed line.
    Dashed,
    /// The area between the points and others above them.
    Band {
        /// Upper ends of the band.
        upper: Vec<f64>,
    },
    /// Points with symmetric errors in y.
    Points {
        /// Half lengths of the error bars.
        errors: Vec<f64>,
    },
}

/// Numbers to draw and their place in the legend.
#[derive(Debug, Clone)]
pub struct Series {
    /// Text in the legend; empty for none.
    pub label: String,
    /// How to draw.
    pub mark: Mark,
    /// In which colour.
    pub colour: RGBColor,
    /// The points (x, y).
    pub points: Vec<(f64, f64)>,
}

impl Series {
    /// A curve sampled at `count` places of a range.
    pub fn curve(
        label: impl Into<String>,
        colour: RGBColor,
        x: &Range<f64>,
        count: usize,
        y: impl Fn(f64) -> f64,
    ) -> Self {
        let step = (x.end - x.start) / (count.max(2) - 1) as f64;
        let points = (0..count.max(2)).map(|i| x.start + step * i as f64);
        Self {
            label: label.into(),
            mark: Mark::Line,
            colour,
            points: points.map(|x| (x, y(x))).collect(),
        }
    }

    /// A vertical line.
    pub fn vertical(label: impl Into<String>, colour: RGBColor, x: f64, y: &Range<f64>) -> Self {
        Self {
            label: label.into(),
            mark: Mark::Dashed,
            colour,
            points: vec![(x, y.start), (x, y.end)],
        }
    }

    /// The area between two curves, in a light shade of a colour.
    pub fn band(
        label: impl Into<String>,
        colour: RGBColor,
        strength: f64,
        edges: impl IntoIterator<Item = (f64, [f64; 2])>,
    ) -> Self {
        let (points, upper) = (edges.into_iter())
            .map(|(x, [lower, upper])| ((x, lower), upper))
            .unzip();
        Self {
            label: label.into(),
            mark: Mark::Band { upper },
            colour: tint(colour, strength),
            points,
        }
    }

    /// The same series, drawn dashed.
    #[must_use]
    pub fn dashed(mut self) -> Self {
        self.mark = Mark::Dashed;
        self
    }
}

/// Where the legend stands: the upper corner that the data leave free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legend {
    /// To the left.
    Left,
    /// To the right.
    Right,
}

/// A figure with one pair of axes. What lies outside the axes is clipped.
#[derive(Debug, Clone)]
pub struct XyFigure {
    /// Text above the axes.
    pub title: String,
    /// Name and unit of the abscissa.
    pub x_label: String,
    /// Name and unit of the ordinate.
    pub y_label: String,
    /// Range of the abscissa.
    pub x: Range<f64>,
    /// Range of the ordinate.
    pub y: Range<f64>,
    /// Scale of the abscissa.
    pub x_scale: Scale,
    /// Scale of the ordinate.
    pub y_scale: Scale,
    /// Where the legend stands.
    pub legend: Legend,
    /// What is drawn, in order.
    pub series: Vec<Series>,
}

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Axis, Axis>>;

/// An axis in the coordinate that its scale makes linear, with the places of its numbers.
struct Axis {
    line: RangedCoordf64,
    numbers: Vec<f64>,
}

/// Numbers on a linear axis, at most.
const NUMBERS: usize = 11;

impl Axis {
    fn new(range: &Range<f64>, scale: Scale) -> Self {
        let line = RangedCoordf64::from(scale.place(range.start)..scale.place(range.end));
        let numbers = match scale {
            Scale::Linear => line.key_points(BoldPoints(NUMBERS)),
            Scale::Logarithmic => scale.numbers(range).map(f64::log10).collect(),
        };
        Self { line, numbers }
    }
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.line.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            Vec::new()
        } else {
            self.numbers.clone()
        }
    }

    fn range(&self) -> Range<f64> {
        self.line.range()
    }
}

impl Figure for XyFigure {
    fn size(&self) -> (u32, u32) {
        (1000, 660)
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        let mut chart = ChartBuilder::on(area)
            .caption(&self.title, (FONT, px(22)))
            .margin(px(18))
            .x_label_area_size(px(52))
            .y_label_area_size(px(78))
            .build_cartesian_2d(
                Axis::new(&self.x, self.x_scale),
                Axis::new(&self.y, self.y_scale),
            )?;
        chart
            .configure_mesh()
            .light_line_style(tint(colour::GREY, 0.0))
            .bold_line_style(tint(colour::GREY, 0.22).stroke_width(px(1)))
            .axis_style(colour::BLACK.stroke_width(px(1)))
            .set_all_tick_mark_size(px(5))
            .axis_desc_style((FONT, px(18)).into_font())
            .label_style((FONT, px(15)).into_font())
            .x_label_formatter(&|v| self.x_scale.label(*v, &self.x))
            .y_label_formatter(&|v| self.y_scale.label(*v, &self.y))
            .x_desc(&self.x_label)
            .y_desc(&self.y_label)
            .draw()?;
        for series in &self.series {
            self.draw_series(&mut chart, series)?;
        }
        if self.series.iter().any(|s| !s.label.is_empty()) {
            chart
                .configure_series_labels()
                .legend_area_size(px(30))
                .position(match self.legend {
                    Legend::Left => SeriesLabelPosition::UpperLeft,
                    Legend::Right => SeriesLabelPosition::UpperRight,
                })
                .label_font((FONT, px(15)).into_font())
                .background_style(tint(colour::GREY, 0.04))
                .border_style(tint(colour::GREY, 0.5).stroke_width(px(1)))
                .margin(px(8))
                .draw()?;
        }
        Ok(())
    }
}

impl XyFigure {
    fn draw_series(&self, chart: &mut Chart<'_, '_>, series: &Series) -> Drawn {
        let line = ShapeStyle::from(series.colour).stroke_width(px(2));
        let place = |&(x, y): &(f64, f64)| (self.x_scale.place(x), self.y_scale.place(y));
        let points = series.points.iter().map(place);
        // What a logarithmic scale cannot show.
        let points = points.filter(|(x, y)| x.is_finite() && y.is_finite());
        let annotation = match &series.mark {
            Mark::Line => chart.draw_series(LineSeries::new(points, line))?,
            Mark::Dashed => chart.draw_series(DashedLineSeries::new(points, px(7), px(5), line))?,
            Mark::Band { upper } => {
                let upper = series.points.iter().zip(upper).rev();
                let edge: Vec<(f64, f64)> = (series.points.iter().map(place))
                    .chain(upper.map(|(&(x, _), &y)| place(&(x, y))))
                    .filter(|(x, y)| x.is_finite() && y.is_finite())
                    .collect();
                chart.draw_series([Polygon::new(edge, series.colour.filled())])?
            }
            Mark::Points { errors } => {
                let clip = |y: f64| y.clamp(self.y.start, self.y.end);
                let thin = ShapeStyle::from(series.colour).stroke_width(px(1));
                let bars = series.points.iter().zip(errors).map(|(&(x, y), e)| {
                    let ends = [clip(y - e), clip(y + e)].map(|y| place(&(x, y)));
                    PathElement::new(ends, thin)
                });
                chart.draw_series(bars)?;
                let inside = series.points.iter().filter(|(_, y)| self.y.contains(y));
                let circle = |p| Circle::new(place(p), px(3), series.colour.filled());
                chart.draw_series(inside.map(circle))?
            }
        };
        if !series.label.is_empty() {
            let (mark, colour) = (series.mark.clone(), series.colour);
            annotation.label(&series.label).legend(move |(x, y)| {
                let at = |pixels| px(pixels) as i32;
                let wide = matches!(mark, Mark::Band { .. });
                let width = if wide { px(10) } else { px(2) };
                let ends = match mark {
                    Mark::Points { .. } => vec![(x + at(10), y - at(6)), (x + at(10), y + at(6))],
                    Mark::Dashed => vec![(x + at(3), y), (x + at(9), y)],
                    Mark::Line | Mark::Band { .. } => vec![(x, y), (x + at(20), y)],
                };
                PathElement::new(ends, ShapeStyle::from(colour).stroke_width(width))
            });
        }
        Ok(())
    }
}
