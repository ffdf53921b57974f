//! Words of the shell room.

