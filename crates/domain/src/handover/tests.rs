//! The rules of stages, and the turns that people take.
