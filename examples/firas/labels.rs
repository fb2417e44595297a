//! How the amplitudes are written for people.

use lastscatter::likelihood::firas::Component;

/// An amplitude's symbol, and the unit in which it is printed.
pub(crate) struct Label {
    pub(crate) symbol: &'static str,
    unit_name: &'static str,
    pub(crate) unit: f64,
}

impl Label {
    pub(crate) fn of(component: Component) -> Self {
        let (symbol, unit_name, unit) = match component {
            Component::Temperature => ("δT", "µK", 1.0),
            Component::Galaxy => ("Galaxy", "", 1.0),
            Component::ChemicalPotential => ("μ", "10⁻⁵", 1e-5),
            Component::ComptonY => ("y", "10⁻⁶", 1e-6),
        };
        Self {
            symbol,
            unit_name,
            unit,
        }
    }

    /// Symbol and unit.
    pub(crate) fn heading(&self) -> String {
        match self.unit_name {
            "" => self.symbol.to_owned(),
            unit => format!("{} [{unit}]", self.symbol),
        }
    }
}
