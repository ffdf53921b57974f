//! The `heliu` command. A release carries the site's files in this thin outermost part, so that only it is built anew with them.

use std::process::ExitCode;

use heliu::server::{assets::Assets, command};

/// Pages are made of many small pieces, which the system's allocator takes a third of the time for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(rust_embed::Embed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Site;

fn main() -> ExitCode {
    command::main(assets())
}

fn assets() -> Assets {
    // While developing, the browser's half is built anew without the server's.
    if cfg!(debug_assertions) {
        let folder = std::env::var("LEPTOS_SITE_ROOT").unwrap_or_else(|_| "target/site".to_owned());
        return Assets::folder(folder);
    }
    Assets::carried(Site::iter().filter_map(|path| Site::get(&path).map(|file| (path, file.data))))
}
