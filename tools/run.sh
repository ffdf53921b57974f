#!/usr/bin/env bash
# Builds Heliu and starts it with the demonstration; further arguments go to `heliu serve`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/setup.sh build
tools/build.sh
exec "$TARGET/release/heliu" serve --demo "$@"
