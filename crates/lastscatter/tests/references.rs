//! Citations in comments and in `docs`, against the entries of `docs/references.bib`; and links between the
//! documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Keys of the entries in the order of the file.
fn entries() -> Vec<String> {
    text(&root().join("docs/references.bib"))
        .lines()
        .filter(|line| line.starts_with('@'))
        .map(|line| {
            let key = line.split_once('{').and_then(|(_, k)| k.strip_suffix(','));
            key.unwrap_or_else(|| panic!("no key in {line:?}")).into()
        })
        .collect()
}

/// Letters, a year, then perhaps letters or digits: `fixsen1996`, `montier2015b`.
fn is_key(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_lowercase());
    rest.len() < word.len()
        && rest.len() >= 4
        && rest.bytes().take(4).all(|b| b.is_ascii_digit())
        && rest
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let listing = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in listing {
        let path = entry.expect("a folder that can be listed").path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
}

/// Each cited key with the places, `file:line`, that cite it.
fn citations() -> BTreeMap<String, Vec<String>> {
    let root = root();
    let mut paths = Vec::new();
    for folder in ["crates", "examples", "benches"] {
        files(&root.join(folder), "rs", &mut paths);
    }
    files(&root.join("docs"), "md", &mut paths);
    paths.sort();

    let mut cited = BTreeMap::<String, Vec<String>>::new();
    // The examples in this file are no citations.
    for path in paths
        .iter()
        .filter(|p| !p.ends_with("lastscatter/tests/references.rs"))
    {
        let all_prose = path.extension().is_some_and(|e| e == "md");
        for (number, line) in text(path).lines().enumerate() {
            if !all_prose && !line.trim_start().starts_with("//") {
                continue;
            }
            // Every second piece between backticks is quoted.
            for word in line.split('`').skip(1).step_by(2).filter(|w| is_key(w)) {
                let name = path.strip_prefix(&root).unwrap_or(path).display();
                let place = format!("{name}:{}", number + 1);
                cited.entry(word.into()).or_default().push(place);
            }
        }
    }
    cited
}

#[test]
fn citations_have_entries() {
    let entries: BTreeSet<String> = entries().into_iter().collect();
    let missing: Vec<String> = citations()
        .into_iter()
        .filter(|(key, _)| !entries.contains(key))
        .map(|(key, places)| format!("{key} ({})", places.join(", ")))
        .collect();
    assert!(
        missing.is_empty(),
        "cited, but not in docs/references.bib:\n{}",
        missing.join("\n")
    );
}

#[test]
fn entries_are_cited() {
    let cited = citations();
    let idle: Vec<String> = entries()
        .into_iter()
        .filter(|key| !cited.contains_key(key))
        .collect();
    assert!(
        idle.is_empty(),
        "in docs/references.bib, but cited nowhere:\n{}",
        idle.join("\n")
    );
}

#[test]
fn entries_are_sorted_keys() {
    let entries = entries();
    for key in &entries {
        assert!(is_key(key), "not a key like fixsen1996: {key}");
    }
    for pair in entries.windows(2) {
        assert!(
            pair[0] < pair[1],
            "docs/references.bib is not sorted, or has a key twice: {} before {}",
            pair[0],
            pair[1]
        );
    }
}

#[test]
fn keys_are_told_from_other_words() {
    for key in ["fixsen1996", "montier2015b", "planck2014ix", "iau2015b3"] {
        assert!(is_key(key), "{key}");
    }
    for word in ["f64", "2015b3", "planck2018()", "Fixsen1996", "x_2015"] {
        assert!(!is_key(word), "{word}");
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut documents = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    files(&root().join("docs"), "md", &mut documents);
    let mut broken = Vec::new();
    let mut links = 0;
    for document in documents {
        let folder = document.parent().expect("a file lies in a folder");
        for target in text(&document)
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
            .map(|(target, _)| target.to_owned())
            .filter(|target| !target.contains("://") && !target.starts_with('#'))
        {
            links += 1;
            if !folder.join(&target).exists() {
                broken.push(format!("{}: {target}", document.display()));
            }
        }
    }
    assert!(links > 5, "the documents link to each other");
    assert!(broken.is_empty(), "broken links: {broken:#?}");
}
