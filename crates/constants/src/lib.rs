//! CODATA 2022 and astronomical constants, Planck and natural units, and radiometric quantity types, safe in their units
