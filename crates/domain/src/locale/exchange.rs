//! Words of the exchange room.

