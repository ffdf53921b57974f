#!/usr/bin/env bash
# Installs what the named parts of the work need and is not there yet: `build`, `lint`, `test`, `browser`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# Newer ones need a newer Rust than this project asks for.
CARGO_LEPTOS=0.3.10
NEXTEST=0.9.143

main() {
    [[ $# -gt 0 ]] || fail "usage: tools/setup.sh [build] [lint] [test] [browser]"
    local part
    for part in "$@"; do
        case "$part" in
        build)
            once need_compilers
            once need_wasm_target
            once need_cargo_tool cargo-leptos "$CARGO_LEPTOS" --locked
            once need_wasm_bindgen
            once need_node_packages "sass and wasm-opt" tools/node "$TOOLS/node"
            ;;
        lint)
            once need_compilers
            once need_wasm_target
            once need_rust_component rustfmt
            once need_rust_component clippy
            once need_node_packages "browser test packages" end2end end2end
            ;;
        test)
            once need_compilers
            once need_nextest
            once need_postgres
            ;;
        browser)
            once need_browser
            once need_node_packages "browser test packages" end2end end2end
            ;;
        *) fail "tools/setup.sh knows build, lint, test and browser, not '$part'" ;;
        esac
    done
}

declare -A asked=()

# Two parts may need the same thing; it is reported once.
once() {
    [[ -z "${asked["$*"]:-}" ]] || return 0
    asked["$*"]=yes
    "$@"
}

need_compilers() {
    command -v cargo >/dev/null || fail "Rust is missing: install it with rustup, then try again"
    if command -v cc >/dev/null && command -v perl >/dev/null && command -v pkg-config >/dev/null; then
        step "C compiler … present"
    else
        install_debian "C compiler" build-essential pkg-config
    fi
}

need_wasm_target() {
    if [[ -d "$(sysroot)/lib/rustlib/wasm32-unknown-unknown" ]]; then
        step "wasm target … present"
        return
    fi
    step "wasm target … installing"
    command -v rustup >/dev/null || fail "install Rust's target wasm32-unknown-unknown, then try again"
    rustup target add wasm32-unknown-unknown
}

# rustfmt or clippy
need_rust_component() {
    local command="cargo-${1/rustfmt/fmt}"
    if [[ -x "$(sysroot)/bin/$command" ]] || { ! command -v rustup && command -v "$command"; } >/dev/null; then
        step "$1 … present"
        return
    fi
    step "$1 … installing"
    command -v rustup >/dev/null || fail "install Rust's component $1, then try again"
    rustup component add "$1"
}

need_wasm_bindgen() {
    [[ -f Cargo.lock ]] || cargo generate-lockfile
    local version
    version="$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)"
    [[ -n "$version" ]] || fail "Cargo.lock names no wasm-bindgen"
    # Its own lock file does not resolve, so its dependencies are chosen here, none too new for this Rust.
    CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback need_cargo_tool wasm-bindgen-cli "$version"
}

need_nextest() {
    if command -v cargo-nextest >/dev/null; then
        step "cargo-nextest … present"
    else
        need_cargo_tool cargo-nextest "$NEXTEST" --locked
    fi
}

# package, version, further arguments of `cargo install`
need_cargo_tool() {
    local package=$1 version=$2
    shift 2
    if is_version "${package%-cli}" "$version"; then
        step "$package $version … present"
        return
    fi
    step "$package $version … installing, which takes minutes"
    # An unoptimised build of these tools is ready in half the time and works as well.
    # The build folder is kept until success, so that an interrupted installation goes on where it was.
    CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR="$TOOLS/build" \
        cargo install --debug "$@" "$package" --version "$version" --root "$TOOLS" --force
    rm -rf "$TOOLS/build"
}

# command, version
is_version() {
    local said
    said="$("$1" --version 2>/dev/null)" || return 1
    [[ " ${said%%$'\n'*} " == *" $2 "* ]]
}

# name, folder of package.json and package-lock.json, folder to install into
need_node_packages() {
    local name=$1 from=$2 to=$3
    local stamp="$to/node_modules/.installed-lock.json"
    if cmp -s "$from/package-lock.json" "$stamp"; then
        step "$name … present"
        return
    fi
    step "$name … installing"
    need_node
    if [[ "$from" != "$to" ]]; then
        mkdir -p "$to"
        cp "$from/package.json" "$from/package-lock.json" "$to/"
    fi
    # Install scripts are how packages fetch things from elsewhere; none of these needs one.
    (cd "$to" && npm ci --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error)
    cp "$from/package-lock.json" "$stamp"
}

need_node() {
    command -v npm >/dev/null || fail "Node.js 20.19 or later with npm is missing: install it, then try again"
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
        fail "Node.js $(node --version) is too old: install 20.19 or later, then try again"
}

need_browser() {
    if find_chromium >/dev/null && [[ -n "$(fc-list :lang=zh 2>/dev/null)" ]]; then
        step "Chromium and Chinese fonts … present"
    else
        install_debian "Chromium and Chinese fonts" chromium fonts-noto-cjk
    fi
}

need_postgres() {
    if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; then
        step "PostgreSQL … present"
    else
        install_debian "PostgreSQL" postgresql
    fi
}

# name, packages…
install_debian() {
    local name=$1 as_root=()
    shift
    step "$name … installing"
    command -v apt-get >/dev/null || fail "$name is missing: install what Debian calls $*, then try again"
    if [[ $EUID -ne 0 ]]; then
        command -v sudo >/dev/null || fail "$name is missing: as root, apt-get install $*, then try again"
        as_root=(sudo)
        # Without a terminal nobody could type the password.
        [[ -t 0 ]] || as_root+=(-n)
    fi
    "${as_root[@]}" apt-get -qq update ||
        step "the package lists could not be refreshed; going on with those that are there"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" >/dev/null ||
        fail "$name could not be installed: as root, apt-get install $*, then try again"
}

sysroot() {
    rustc --print sysroot
}

main "$@"
