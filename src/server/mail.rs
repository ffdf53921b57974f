//! E-mail by SMTP, where the operator has set it up.

use std::{fmt, str::FromStr};

use heliu_domain::{Code, Problem};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};

use crate::server::random;

/// The way out for letters.
#[derive(Clone)]
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Mail {
    // The URL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Mail {
    /// By the server of a URL (`smtps://NAME:PASSWORD@HOST`, `smtp://HOST:25`), in the name of an address.
    ///
    /// # Errors
    /// What is wrong with them, in words for whoever runs the server.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        // The URL is not repeated: it may hold a password.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| format!("--smtp-url: {error}"))?.build();
        let from = Mailbox::from_str(from).map_err(|error| format!("--mail-from: {error}"))?;
        Ok(Self { transport, from })
    }

    /// Sends a letter; the answer comes when the server has taken it.
    ///
    /// # Errors
    /// It cannot be sent; the cause goes to the log.
    pub async fn send(&self, to: &str, subject: &str, body: String) -> Result<(), Problem> {
        let failed = |cause: &dyn fmt::Display| {
            let id = random::token();
            tracing::warn!(id, %cause, "a letter could not be sent");
            Problem::new(Code::Internal).with(id)
        };
        let to = Mailbox::new(None, to.parse().map_err(|_| Problem::malformed("email"))?);
        let letter = Message::builder().from(self.from.clone()).to(to).subject(subject).header(ContentType::TEXT_PLAIN).body(body);
        let letter = letter.map_err(|error| failed(&error))?;
        self.transport.send(letter).await.map(drop).map_err(|error| failed(&error))
    }
}
