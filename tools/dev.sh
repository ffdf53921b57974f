#!/usr/bin/env bash
# Builds, starts the demonstration, and does both again after every change; further arguments go to `heliu serve`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/setup.sh build
exec cargo leptos watch -- serve --demo "$@"
