# Sourced by every script here: where things are, and how a step is reported.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
# Several checkouts may share one folder of tools, which take minutes to build.
TOOLS="${HELIU_TOOLS:-$ROOT/.tools}"
TARGET="$(realpath -m "${CARGO_TARGET_DIR:-$ROOT/target}")"

# A fresh Rust installation is on the path only of login shells.
if ! command -v cargo >/dev/null && [[ -x "$HOME/.cargo/bin/cargo" ]]; then
    PATH="$PATH:$HOME/.cargo/bin"
fi
export PATH="$TOOLS/bin:$TOOLS/node/node_modules/.bin:$PATH"

# The browser comes from the system, so that nothing is downloaded from outside the package registries.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

# A log wants results; a person at a terminal wants to see progress.
if [[ ! -t 2 || -n "${CI:-}" ]]; then
    export CARGO_TERM_QUIET=true CARGO_TERM_PROGRESS_WHEN=never
fi

# In CI a lock file that does not match is an error, at home it is brought up to date.
LOCKED=()
if [[ -n "${CI:-}" ]]; then
    LOCKED=(--locked)
fi

# The browser crate asks for the feature `hydrate`, which cannot be compiled together with `ssr`.
HOST_PACKAGES=(--workspace --exclude heliu-browser --features ssr)

step() {
    printf '==> %s\n' "$*"
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

find_chromium() {
    if [[ -n "${HELIU_CHROMIUM:-}" ]]; then
        echo "$HELIU_CHROMIUM"
    else
        command -v chromium || command -v google-chrome || command -v chromium-browser
    fi
}
