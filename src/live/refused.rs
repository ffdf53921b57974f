//! The error type of every server function: a problem, as JSON with the problem's HTTP status.

use heliu_domain::{Code, Problem};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// A refusal that crosses the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refused(pub Problem);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl FromServerFnError for Refused {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Request(_) => Problem::new(Code::Offline),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Problem::malformed("request"),
            // An answer that is not ours to read comes from something in between, or from another version of the server.
            ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Response(_) => Problem::new(Code::Unavailable),
            _ => Problem::new(Code::Internal),
        })
    }
}
