//! Steps of the write path at which a crash test ends the process; without the feature `failpoints` they are nothing.

/// Dies here if `HELIU_CRASH_AT=<step>:<n>` names this step, when it is reached for the n-th time.
#[cfg(feature = "failpoints")]
pub(crate) fn reach(step: &str) {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    };
    static PLAN: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static REACHED: AtomicU64 = AtomicU64::new(0);
    let plan = PLAN.get_or_init(|| {
        let plan = std::env::var("HELIU_CRASH_AT").ok()?;
        let (step, times) = plan.rsplit_once(':')?;
        Some((step.to_owned(), times.parse().ok()?))
    });
    let Some((planned, times)) = plan else { return };
    if planned == step && REACHED.fetch_add(1, Ordering::SeqCst) + 1 == *times {
        std::process::abort();
    }
}

/// Nothing.
#[cfg(not(feature = "failpoints"))]
pub(crate) fn reach(_step: &str) {}
