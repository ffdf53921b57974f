#!/usr/bin/env bash
# Everything that reads the code without running it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/setup.sh lint

step "format"
cargo fmt --all --check

step "clippy, server"
cargo clippy "${LOCKED[@]}" "${HOST_PACKAGES[@]}" --all-targets -- -D warnings

step "clippy, browser"
cargo clippy "${LOCKED[@]}" --package heliu-browser --target wasm32-unknown-unknown -- -D warnings

step "types of the browser tests"
(cd end2end && node_modules/.bin/tsc --noEmit)

if command -v cargo-deny >/dev/null; then
    # Advisories need a database from outside the package registries: `cargo deny check advisories` asks for it.
    step "dependencies: licences, duplicates, sources"
    cargo deny --log-level error check bans licenses sources
else
    step "dependencies … not checked, cargo-deny is not installed"
fi
