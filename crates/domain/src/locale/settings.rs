//! Words of the settings room.

