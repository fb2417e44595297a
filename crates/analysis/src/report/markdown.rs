//! Reports as Markdown.

use super::{Block, Form, Report, Table, pieces};

pub(super) fn text(report: &Report) -> String {
    let mut text = format!("# {}\n", inline(&report.title));
    let mut figures = 0;
    for block in &report.blocks {
        text.push('\n');
        match block {
            Block::Heading { level, text: words } => {
                text += &format!("{} {}\n", "#".repeat((*level).into()), inline(words));
            }
            Block::Paragraph(words) => text += &format!("{}\n", inline(words)),
            Block::Table(rows) => text += &table(rows),
            Block::Figure(figure) => {
                let caption = inline(&figure.caption);
                let destination = figure.file.replace(' ', "%20");
                figures += 1;
                text += &format!(
                    "![Figure {figures}]({destination})\n\n*Figure {figures}. {caption}*\n"
                );
            }
            Block::Listing(lines) => {
                // Longer than any fence within.
                let longest = lines.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(3.max(longest + 1));
                text += &format!("{fence}text\n{}\n{fence}\n", lines.trim_end());
            }
        }
    }
    text
}

/// Characters that Markdown would take for something else.
fn inline(text: &str) -> String {
    let mut out = String::new();
    for (form, piece) in pieces(text) {
        match form {
            Form::Code => out += &format!("`{}`", piece.replace('|', "\\|")),
            Form::Plain => {
                for c in piece.chars() {
                    if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|') {
                        out.push('\\');
                    }
                    out.push(if c == '\n' { ' ' } else { c });
                }
            }
        }
    }
    out
}

/// Columns of one width each.
fn table(table: &Table) -> String {
    let rows: Vec<Vec<String>> = (table.lines())
        .map(|row| row.iter().map(|cell| inline(cell)).collect())
        .collect();
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..table.headings.len()).map(width).collect();
    let mut text = String::new();
    for (i, row) in rows.iter().enumerate() {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            text += &if column == 0 {
                format!("| {cell:<width$} ")
            } else {
                format!("| {cell:>width$} ")
            };
        }
        text += "|\n";
        if i == 0 {
            for (column, width) in widths.iter().enumerate() {
                let rule = "-".repeat(width - 1);
                text += &if column == 0 {
                    format!("| :{rule} ")
                } else {
                    format!("| {rule}: ")
                };
            }
            text += "|\n";
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::Figure;
    use super::*;

    #[test]
    fn special_characters_mean_themselves() {
        assert_eq!(inline("a*b_c | `x_y` <i>"), "a\\*b\\_c \\| `x_y` \\<i\\>");
    }

    #[test]
    fn columns_have_one_width() {
        let mut some = Table::new(["χ²", "PTE"]);
        some.row(["plik-lite", "0.5"]);
        some.row(["–"]);
        let expected =
            "| χ²        | PTE |\n| :-------- | --: |\n| plik-lite | 0.5 |\n| –         |     |\n";
        assert_eq!(table(&some), expected);
    }

    #[test]
    fn figures_are_counted() {
        let mut report = Report::new("x");
        for file in ["a.png", "b c.png"] {
            report.figure(Figure {
                file: file.to_owned(),
                svg: String::new(),
                caption: "What.".to_owned(),
            });
        }
        let text = report.markdown();
        assert!(
            text.contains("![Figure 2](b%20c.png)\n\n*Figure 2. What.*\n"),
            "{text}"
        );
    }

    #[test]
    fn a_listing_may_hold_fences() {
        let mut report = Report::new("x");
        report.listing("```text\n1\n```");
        assert!(
            report
                .markdown()
                .contains("\n````text\n```text\n1\n```\n````\n")
        );
    }
}
