//! Words of the common room.

