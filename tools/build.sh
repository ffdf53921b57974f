#!/usr/bin/env bash
# Builds the release: the browser's half first, because the server carries it inside itself.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

step "release build"
cargo leptos build --release --precompress ${LOCKED:+--cargo-locked}
