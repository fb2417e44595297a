//! Models beside the standard one, each a file that `--model` takes too.

use lastscatter_examples::ModelFile;

macro_rules! models {
    ($($name:literal: $title:literal),* $(,)?) => {
        &[$(($name, $title, include_str!(concat!("gallery/", $name, ".toml")))),*]
    };
}

/// Name, title, description; the standard one first.
const MODELS: &[(&str, &str, &str)] = models! {
    "starobinsky": "Starobinsky inflation",
    "phi2": "quadratic inflation",
    "axion_monodromy": "axion monodromy",
    "step": "a step in the potential",
    "double_quadratic": "two massive fields",
    "closed": "a closed universe",
    "kinetic_start": "a kinetic phase before",
    "no_boundary": "no boundary",
    "trans_planckian": "trans-Planckian surface",
    "horava_lifshitz": "Hořava–Lifshitz dispersion",
    "chern_simons": "Chern–Simons gravity",
    "dressed_metric": "loop quantum cosmology",
    "asymptotic_safety": "asymptotic safety",
    "wheeler_dewitt": "Wheeler–DeWitt correction",
    "holographic": "holographic cosmology",
    "stringy": "stringy uncertainty",
    "anisotropic": "noncommutative anisotropy",
    "string_gas": "string gas",
    "dust_bounce": "quantum bounce of dust",
    "ekpyrotic": "ekpyrotic bounce",
};

pub(crate) fn files() -> impl Iterator<Item = ModelFile> {
    MODELS.iter().map(|(name, title, text)| ModelFile {
        path: format!("gallery/{name}.toml"),
        name: (*name).to_owned(),
        title: (*title).to_owned(),
        text: (*text).to_owned(),
    })
}

/// What a description looks like.
pub(crate) fn help() -> String {
    let mut text = "A description, as --model takes it:\n".to_owned();
    for line in MODELS[0].2.lines() {
        text += &format!("\n    {line}");
    }
    text += "\n\nThe gallery's others, in examples/primordial/gallery:";
    for (name, title, _) in &MODELS[1..] {
        text += &format!("\n    {name}.toml  {title}");
    }
    text
}
