//! Stories about the store, each told on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "tests")]

mod assignment;
mod audit;
mod crash;
mod feed;
mod files;
mod handover;
mod house;
mod identity;
mod import;
mod isolation;
mod leaving;
mod reads;
mod responsibility;
mod rights;
mod undo;
mod writes;

/// Makes two tests of each story: one on SQLite, one on PostgreSQL, which is skipped when there is none.
macro_rules! stories {
    ($($story:ident)*) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    super::$story(crate::house::House::sqlite().await).await;
                }
            )*
        }
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    if let Some(house) = crate::house::House::postgres().await {
                        super::$story(house).await;
                    }
                }
            )*
        }
    };
}
pub(crate) use stories;
