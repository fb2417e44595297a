//! Reports: headings, paragraphs, tables and figures, written once and read as Markdown or as one HTML file.
//!
//! ```
//! use lastscatter_analysis::report::{Figure, Report, Table};
//!
//! let mut table = Table::new(["parameter", "mean"]);
//! table.row(["`n_s`", "0.965"]);
//! let mut report = Report::new("A universe");
//! report.heading("Posterior");
//! report.paragraph("From 4 chains.");
//! report.table(table);
//! report.figure(Figure {
//!     file: "circle.svg".into(),
//!     svg: "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".into(),
//!     caption: "A circle.".into(),
//! });
//! assert!(report.markdown().contains("| parameter |  mean |\n| :-------- | ----: |\n| `n_s`     | 0.965 |\n"));
//! assert!(report.html().contains("<td><code>n_s</code></td><td>0.965</td>"));
//! ```

mod html;
mod markdown;

/// A report: what is said, in order.
///
/// In headings, paragraphs, cells and captions, text between backticks is code; all other characters mean themselves.
#[derive(Debug, Clone, Default)]
pub struct Report {
    title: String,
    blocks: Vec<Block>,
}

/// A piece of a report.
#[derive(Debug, Clone)]
enum Block {
    Heading { level: u8, text: String },
    Paragraph(String),
    Table(Table),
    Figure(Figure),
    Listing(String),
}

/// Rows under headings; the first column stands to the left, others to the right.
#[derive(Debug, Clone, Default)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The file that Markdown links to.
    pub file: String,
    /// The same drawing as SVG, which HTML holds.
    pub svg: String,
    /// What it shows.
    pub caption: String,
}

impl Table {
    /// A table with these headings.
    pub fn new<S: Into<String>>(headings: impl IntoIterator<Item = S>) -> Self {
        Self {
            headings: headings.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells that are missing stay empty, those beyond the headings are left out.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.headings.len(), String::new());
        self.rows.push(row);
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Headings and rows.
    fn lines(&self) -> impl Iterator<Item = &[String]> {
        std::iter::once(&*self.headings).chain(self.rows.iter().map(Vec::as_slice))
    }
}

impl Report {
    /// An empty report.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            blocks: Vec::new(),
        }
    }

    /// Begins a section.
    pub fn heading(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.blocks.push(Block::Heading { level: 2, text });
    }

    /// Begins a part of a section.
    pub fn subheading(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.blocks.push(Block::Heading { level: 3, text });
    }

    /// Says something.
    pub fn paragraph(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    /// Adds a figure.
    pub fn figure(&mut self, figure: Figure) {
        self.blocks.push(Block::Figure(figure));
    }

    /// Adds lines that are shown as they are: a run file, say.
    pub fn listing(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Listing(text.into()));
    }

    /// All of it as Markdown, with tables that are aligned in plain text too.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::text(self)
    }

    /// All of it as one HTML file that needs no other.
    #[must_use]
    pub fn html(&self) -> String {
        html::text(self)
    }
}

/// A text cut at its code: (is code, piece). A backtick without a second one means itself.
fn pieces(text: &str) -> Vec<(Form, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, code, after)) = rest.split_once('`').and_then(|(before, from)| {
        from.split_once('`')
            .map(|(code, after)| (before, code, after))
    }) {
        pieces.extend([(Form::Plain, before), (Form::Code, code)]);
        rest = after;
    }
    pieces.push((Form::Plain, rest));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Code,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_without_a_partner_mean_themselves() {
        let found = pieces("a `b` c ` d");
        let expected = [
            (Form::Plain, "a "),
            (Form::Code, "b"),
            (Form::Plain, " c ` d"),
        ];
        assert_eq!(found, expected);
    }
}
