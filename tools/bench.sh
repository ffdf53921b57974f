#!/usr/bin/env bash
# Measures; arguments go to the benchmark.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/setup.sh build browser
tools/build.sh
step "benchmark"
cargo build "${LOCKED[@]}" --release --package heliu --features ssr --example bench
"$TARGET/release/examples/bench" "$@"
step "browser benchmark"
chromium="$(find_chromium)"
HELIU_CHROMIUM="$chromium" HELIU_BIN="$TARGET/release/heliu" node end2end/measure.mjs
