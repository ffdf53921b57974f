//! Passwords, hashed slowly on purpose, and how often somebody may try.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{Salt, SaltString},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use heliu_domain::{Code, PersonId, Problem, WorkspaceId};
use tokio::{sync::Semaphore, time::timeout};

use crate::server::random;

/// In this time as many tries come back as may be made at once.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// An office of many people has one address.
const ADDRESS_FACTOR: u32 = 10;
/// Refusals of one person that are written down in a minute.
const REFUSALS_MAX: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
/// Hashes that are computed at once: each takes a processor and 19 MB for a while.
const HASHES_MAX: usize = 2;
/// Longest wait for a place to compute one.
const PATIENCE: Duration = Duration::from_secs(10);
/// A hash of nobody's password, which takes as long to compare with as any.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Shared by all requests; clones are cheap.
#[derive(Clone)]
pub struct Guard(Arc<Inner>);

struct Inner {
    names: DefaultKeyedRateLimiter<(WorkspaceId, String)>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    refusals: DefaultKeyedRateLimiter<(WorkspaceId, PersonId)>,
    places: Semaphore,
}

impl Guard {
    /// Lets so many tries pass for one name in a quarter of an hour, and ten times as many from one address.
    pub fn new(tries: u32) -> Self {
        let tries = NonZeroU32::new(tries).unwrap_or(NonZeroU32::MIN);
        Self(Arc::new(Inner {
            names: RateLimiter::keyed(quota(tries)),
            addresses: RateLimiter::keyed(quota(tries.saturating_mul(NonZeroU32::new(ADDRESS_FACTOR).unwrap_or(NonZeroU32::MIN)))),
            refusals: RateLimiter::keyed(Quota::per_minute(REFUSALS_MAX)),
            places: Semaphore::new(HASHES_MAX),
        }))
    }

    /// Counts a try to get in as somebody: by what they are called, and by the address from which it comes.
    ///
    /// # Errors
    /// [`Code::TooMany`].
    pub fn admit(&self, workspace: WorkspaceId, name: &str, address: IpAddr) -> Result<(), Problem> {
        let inner = &self.0;
        // The maps forget whoever has all tries again.
        if inner.names.len() + inner.addresses.len() > 10_000 {
            inner.names.retain_recent();
            inner.addresses.retain_recent();
        }
        let too_many = |_| Problem::new(Code::TooMany);
        inner.addresses.check_key(&network(address)).map_err(too_many)?;
        inner.names.check_key(&(workspace, name.to_owned())).map_err(too_many)
    }

    /// Whether one more refusal of a person is to be written down.
    pub fn notes(&self, workspace: WorkspaceId, person: PersonId) -> bool {
        if self.0.refusals.len() > 10_000 {
            self.0.refusals.retain_recent();
        }
        self.0.refusals.check_key(&(workspace, person)).is_ok()
    }

    /// The hash of a password in PHC form.
    ///
    /// # Errors
    /// Too many wait.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        let password = password.to_owned();
        self.work(move || hash(&password)).await?
    }

    /// Whether a password is the one of a hash. Without a hash it takes as long and is not.
    ///
    /// # Errors
    /// Too many wait.
    pub async fn is_right(&self, password: &str, hash: Option<&str>) -> Result<bool, Problem> {
        let (password, known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(NOBODY).to_owned();
        let verify =
            move || PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        Ok(self.work(verify).await? && known)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let busy = || Problem::new(Code::Unavailable);
        let place = timeout(PATIENCE, self.0.places.acquire()).await;
        let _place = place.map_err(|_| busy())?.map_err(|_| busy())?;
        tokio::task::spawn_blocking(work).await.map_err(|_| busy())
    }
}

/// The hash of a password in PHC form, computed on this thread.
///
/// # Errors
/// A fault of ours.
pub fn hash(password: &str) -> Result<String, Problem> {
    let failed = |error: argon2::password_hash::Error| {
        let id = random::token();
        tracing::error!(id, %error, "a password cannot be hashed");
        Problem::new(Code::Internal).with(id)
    };
    let salt = SaltString::encode_b64(&random::bytes::<{ Salt::RECOMMENDED_LENGTH }>()).map_err(failed)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(failed)?.to_string())
}

fn quota(tries: NonZeroU32) -> Quota {
    let every = WINDOW / tries.get();
    Quota::with_period(every).unwrap_or(Quota::per_minute(NonZeroU32::MIN)).allow_burst(tries)
}

/// Whoever has one address of IPv6 has the network of it.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> WorkspaceId {
        WorkspaceId::new(heliu_domain::Timestamp(0), [0; 10])
    }

    #[tokio::test]
    async fn a_password_is_recognised_and_its_hash_says_nothing_of_it() {
        let guard = Guard::new(10);
        let hash = guard.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !hash.contains("horse"), "{hash}");
        assert_ne!(hash, guard.hash("correct horse").await.unwrap());
        assert!(guard.is_right("correct horse", Some(&hash)).await.unwrap());
        assert!(!guard.is_right("correct horsf", Some(&hash)).await.unwrap());
        assert!(!guard.is_right("correct horse", None).await.unwrap());
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[test]
    fn ten_tries_for_a_name_wherever_they_come_from() {
        let guard = Guard::new(10);
        let from = |last: u8| IpAddr::from([192, 0, 2, last]);
        assert!((0..10).all(|last| guard.admit(workspace(), "ada", from(last)).is_ok()));
        assert_eq!(guard.admit(workspace(), "ada", from(99)), Err(Problem::new(Code::TooMany)));
        assert_eq!(guard.admit(workspace(), "grace", from(99)), Ok(()));
    }

    #[test]
    fn one_network_cannot_try_all_names() {
        let guard = Guard::new(10);
        let address = |last: u16| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, last));
        let passed = (0..150u16).filter(|number| guard.admit(workspace(), &number.to_string(), address(*number)).is_ok()).count();
        assert_eq!(passed, 100);
    }
}
