"""Prints the table of tests/golden_codata.rs: CODATA 2022 as shipped with SciPy (1.17.1 was used)."""
from scipy.constants import physical_constants, precision

NAMES = {
    "FINE_STRUCTURE": "fine-structure constant", "RYDBERG": "Rydberg constant",
    "ELECTRON_MASS": "electron mass", "ATOMIC_MASS": "atomic mass constant",
    "PROTON_MASS": "proton mass", "NEUTRON_MASS": "neutron mass", "DEUTERON_MASS": "deuteron mass",
    "TRITON_MASS": "triton mass", "HELION_MASS": "helion mass",
    "ALPHA_PARTICLE_MASS": "alpha particle mass", "MUON_MASS": "muon mass", "TAU_MASS": "tau mass",
    "ELECTRON_RELATIVE_MASS": "electron mass in u", "PROTON_RELATIVE_MASS": "proton mass in u",
    "NEUTRON_RELATIVE_MASS": "neutron mass in u", "DEUTERON_RELATIVE_MASS": "deuteron mass in u",
    "TRITON_RELATIVE_MASS": "triton mass in u", "HELION_RELATIVE_MASS": "helion mass in u",
    "ALPHA_RELATIVE_MASS": "alpha particle mass in u",
    "PROTON_ELECTRON_MASS_RATIO": "proton-electron mass ratio",
    "MUON_ELECTRON_MASS_RATIO": "muon-electron mass ratio",
    "BOHR_RADIUS": "Bohr radius", "COMPTON_WAVELENGTH": "Compton wavelength",
    "CLASSICAL_ELECTRON_RADIUS": "classical electron radius",
    "THOMSON_CROSS_SECTION": "Thomson cross section",
    "RYDBERG_ENERGY": "Rydberg constant times hc in J", "HARTREE": "Hartree energy",
    "VACUUM_PERMEABILITY": "vacuum mag. permeability",
    "VACUUM_PERMITTIVITY": "vacuum electric permittivity",
    "VACUUM_IMPEDANCE": "characteristic impedance of vacuum",
    "BOHR_MAGNETON": "Bohr magneton", "NUCLEAR_MAGNETON": "nuclear magneton",
    "GRAVITATION": "Newtonian constant of gravitation", "WEAK_MIXING": "weak mixing angle",
    "MOLAR_GAS": "molar gas constant", "STEFAN_BOLTZMANN": "Stefan-Boltzmann constant",
    "FIRST_RADIATION": "first radiation constant", "SECOND_RADIATION": "second radiation constant",
    "WIEN_WAVELENGTH": "Wien wavelength displacement law constant",
    "WIEN_FREQUENCY": "Wien frequency displacement law constant",
    "REDUCED_PLANCK": "reduced Planck constant",
}
PLANCK = {"MASS": "Planck mass", "LENGTH": "Planck length", "TIME": "Planck time",
          "TEMPERATURE": "Planck temperature"}

for prefix, table in (("codata", NAMES), ("planck", PLANCK)):
    for ours, theirs in table.items():
        value, unit, u = physical_constants[theirs]
        print(f'    row("{ours}", {prefix}::{ours}, {value!r}, {u!r}),')
