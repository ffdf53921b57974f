#!/usr/bin/env bash
# Runs all tests, or only those named: `rust`, `browser`. With HELIU_TORTURE=1 the long ones run in full.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

main() {
    local part
    [[ $# -gt 0 ]] || set -- rust browser
    for part in "$@"; do
        case "$part" in
        rust) test_rust ;;
        browser) test_browser ;;
        *) fail "tools/test.sh knows rust and browser, not '$part'" ;;
        esac
    done
}

test_rust() {
    tools/setup.sh test
    local profile=default
    [[ -z "${HELIU_TORTURE:-}" ]] || profile=torture
    step "model, store and server tests"
    tools/with-postgres.sh cargo nextest run "${LOCKED[@]}" "${HOST_PACKAGES[@]}" --profile "$profile"
}

test_browser() {
    tools/setup.sh build browser
    tools/build.sh
    step "size of what a browser downloads"
    tools/wasm-budget.sh
    step "browser tests"
    local chromium
    chromium="$(find_chromium)"
    (cd end2end && HELIU_CHROMIUM="$chromium" HELIU_BIN="$TARGET/release/heliu" node_modules/.bin/playwright test)
}

main "$@"
