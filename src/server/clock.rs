//! The server's only clock, which tests can set ahead.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use heliu_domain::{Date, Timestamp};

static AHEAD: AtomicI64 = AtomicI64::new(0);

/// The present instant.
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Timestamp(millis.saturating_add(AHEAD.load(Ordering::Relaxed)))
}

/// The present day where the clock shows `offset_minutes` more than UTC.
pub fn today(offset_minutes: i32) -> Date {
    Timestamp(now().0.saturating_add(i64::from(offset_minutes) * 60_000)).date()
}

/// Sets the clock ahead of the machine's, for the whole process.
pub fn set_ahead(millis: i64) {
    AHEAD.store(millis, Ordering::Relaxed);
}
