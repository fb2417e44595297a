//! Reports as one HTML file.

use super::{Block, Figure, Form, Report, Table, pieces};

const STYLE: &str = "\
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; }
h1, h2, h3 { line-height: 1.2; margin: 2em 0 0.6em; }
h1 { margin-top: 0; }
h2 { border-bottom: 1px solid #ddd; padding-bottom: 0.2em; }
nav ul { columns: 2; padding-left: 1.2em; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25em 0.8em; text-align: right; border-bottom: 1px solid #e4e4e4; white-space: nowrap; }
th { border-bottom: 2px solid #888; }
th:first-child, td:first-child { text-align: left; }
code, pre { font: 0.9em ui-monospace, monospace; background: #f5f5f5; }
code { padding: 0.1em 0.3em; border-radius: 3px; }
pre { padding: 0.8em; overflow-x: auto; }
figure { margin: 1.5em 0; }
figure svg { width: 100%; height: auto; border: 1px solid #e4e4e4; }
figcaption { color: #444; font-size: 0.92em; }
";

pub(super) fn text(report: &Report) -> String {
    let mut body = String::new();
    let mut sections = Vec::new();
    let mut figures = 0;
    for block in &report.blocks {
        match block {
            Block::Heading { level: 2, text } => {
                sections.push(inline(text));
                let id = sections.len();
                body += &format!("<h2 id=\"section-{id}\">{}</h2>\n", inline(text));
            }
            Block::Heading { level, text } => {
                body += &format!("<h{level}>{}</h{level}>\n", inline(text));
            }
            Block::Paragraph(words) => body += &format!("<p>{}</p>\n", inline(words)),
            Block::Table(rows) => table(rows, &mut body),
            Block::Figure(figure) => {
                figures += 1;
                body += &self::figure(figure, figures);
            }
            Block::Listing(lines) => {
                body += &format!("<pre>{}</pre>\n", escaped(lines.trim_end()));
            }
        }
    }
    let entries: String = (sections.iter().enumerate())
        .map(|(i, name)| format!("<li><a href=\"#section-{}\">{name}</a></li>\n", i + 1))
        .collect();
    let contents = if sections.len() > 1 {
        format!("<nav>\n<ul>\n{entries}</ul>\n</nav>\n")
    } else {
        String::new()
    };
    let title = escaped(&report.title.replace('`', ""));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>{}</h1>\n{contents}{body}</body>\n</html>\n",
        inline(&report.title)
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            c => out.push(c),
        }
    }
    out
}

fn inline(text: &str) -> String {
    let piece = |(form, piece)| match form {
        Form::Plain => escaped(piece),
        Form::Code => format!("<code>{}</code>", escaped(piece)),
    };
    pieces(text).into_iter().map(piece).collect()
}

fn table(table: &Table, out: &mut String) {
    *out += "<div class=\"scroll\"><table>\n";
    for (i, row) in table.lines().enumerate() {
        let tag = if i == 0 { "th" } else { "td" };
        let cells = row
            .iter()
            .map(|cell| format!("<{tag}>{}</{tag}>", inline(cell)));
        let cells: String = cells.collect();
        *out += &match i {
            0 => format!("<thead><tr>{cells}</tr></thead>\n<tbody>\n"),
            _ => format!("<tr>{cells}</tr>\n"),
        };
    }
    *out += "</tbody></table></div>\n";
}

/// The drawing itself, without what comes before its first element, so that it scales with the page.
fn figure(figure: &Figure, number: usize) -> String {
    let begin = figure.svg.find("<svg").unwrap_or(figure.svg.len());
    let (svg, caption) = (&figure.svg[begin..], inline(&figure.caption));
    let label = escaped(&figure.caption.replace('`', ""));
    let labelled = svg.replacen(
        "<svg",
        &format!("<svg role=\"img\" aria-label=\"{label}\""),
        1,
    );
    format!(
        "<figure>\n{}\n<figcaption>Figure {number}. {caption}</figcaption>\n</figure>\n",
        labelled.trim_end()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        let mut report = Report::new("<script>");
        report.heading("R & D");
        report.paragraph("x < y, `a<b`");
        report.listing("if a < b && c");
        let mut rows = Table::new(["<b>"]);
        rows.row(["\"quoted\""]);
        report.table(rows);
        let html = report.html();
        assert!(!html.contains("<script") && !html.contains("<b>"));
        for expected in [
            "<title>&lt;script&gt;</title>",
            "<h2 id=\"section-1\">R &amp; D</h2>",
            "<p>x &lt; y, <code>a&lt;b</code></p>",
            "<pre>if a &lt; b &amp;&amp; c</pre>",
            "<td>&quot;quoted&quot;</td>",
        ] {
            assert!(html.contains(expected), "{expected}: {html}");
        }
    }

    #[test]
    fn drawings_stand_in_the_file() {
        let mut report = Report::new("x");
        report.figure(Figure {
            file: "a.svg".to_owned(),
            svg: "<?xml version=\"1.0\"?>\n<svg width=\"1\"/>\n".to_owned(),
            caption: "C < D.".to_owned(),
        });
        let html = report.html();
        assert!(html.contains("<svg role=\"img\" aria-label=\"C &lt; D.\" width=\"1\"/>"));
        assert!(html.contains("<figcaption>Figure 1. C &lt; D.</figcaption>"));
        assert!(!html.contains("<?xml"));
    }
}
