//! Words of the board room.

