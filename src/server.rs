//! The server: everything between a socket and the store.

pub mod accept;
pub mod api;
pub mod archive;
pub mod assets;
pub mod clock;
pub mod command;
pub mod context;
pub mod exchange;
pub mod fault;
pub mod files;
pub mod findings;
pub mod founding;
pub mod gate;
pub mod importing;
pub mod live;
pub mod markdown;
pub mod matrix;
pub mod overload;
pub mod page;
pub mod presence;
pub mod random;
pub mod refusal;
pub mod router;
pub mod security;
pub mod uploads;
