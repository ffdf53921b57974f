//! Heliu.
