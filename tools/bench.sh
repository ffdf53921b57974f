#!/usr/bin/env bash
# Measures; arguments go to the benchmark.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/setup.sh build
tools/build.sh
step "benchmark"
cargo build "${LOCKED[@]}" --release --package heliu --features ssr --example bench
exec "$TARGET/release/examples/bench" "$@"
