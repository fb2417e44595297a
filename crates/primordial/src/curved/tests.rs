//! Limits, symmetries and independent integrations.
