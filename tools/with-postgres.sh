#!/usr/bin/env bash
# Runs a command with HELIU_TEST_POSTGRES naming a PostgreSQL cluster made for it and thrown away after it.
set -euo pipefail

[[ $# -gt 0 ]] || {
    echo "usage: tools/with-postgres.sh COMMAND [ARGUMENT]…" >&2
    exit 2
}

folder=""
server=""
port=""
owner=""
as_owner=()

main() {
    local bin password
    bin="$(find_binaries)"
    folder="$(mktemp -d "${TMPDIR:-/tmp}/heliu-postgres-XXXXXX")"
    trap discard EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP

    # The cluster listens on this machine's loopback, where other people's programs may run too.
    password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
    (umask 077 && printf '%s' "$password" >"$folder/password")
    choose_owner
    [[ ${#as_owner[@]} -eq 0 ]] || chown -R "$owner" "$folder"

    # PostgreSQL refuses to run as root, and so does initdb.
    # The default order is a linguistic one, so that a query which forgets COLLATE "C" is found out.
    "${as_owner[@]}" "$bin/initdb" --pgdata="$folder/data" --username=heliu --pwfile="$folder/password" \
        --auth=password --encoding=UTF8 --locale=C --locale-provider=icu --icu-locale=und --no-sync \
        >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }

    start "$bin"
    export HELIU_TEST_POSTGRES="postgres://heliu:$password@127.0.0.1:$port/postgres"
    "$@"
}

find_binaries() {
    local newest
    newest="$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"
    if [[ -x "$newest/initdb" ]]; then
        echo "$newest"
    elif command -v initdb >/dev/null; then
        dirname "$(command -v initdb)"
    else
        echo "error: PostgreSQL is missing: run tools/setup.sh test" >&2
        exit 1
    fi
}

# Sets `owner` and `as_owner`, the words to put before a command that must not run as root.
choose_owner() {
    [[ $EUID -eq 0 ]] || return 0
    owner=nobody
    ! id -u postgres >/dev/null 2>&1 || owner=postgres
    as_owner=(setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups)
}

# Sets `server` and `port`. Between choosing a port and using it, another program may take it.
start() {
    local bin=$1 orphan_guard=()
    # Should this script be killed outright, the server goes too.
    ! command -v setpriv >/dev/null || orphan_guard=(setpriv --pdeathsig=QUIT)
    for _ in 1 2 3 4 5 6 7 8; do
        # Below the range from which the system takes ports for outgoing connections.
        port=$((20000 + RANDOM % 12000))
        "${as_owner[@]}" "${orphan_guard[@]}" "$bin/postgres" -D "$folder/data" -p "$port" \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
            -c max_connections=300 -c log_min_messages=fatal \
            >"$folder/server.log" 2>&1 </dev/null &
        server=$!
        while kill -0 "$server" 2>/dev/null; do
            if "$bin/pg_isready" -q -h "$folder" -p "$port"; then
                return
            fi
            sleep 0.1
        done
    done
    cat "$folder/server.log" >&2
    exit 1
}

discard() {
    local status=$?
    trap - EXIT
    if [[ -n "$server" ]]; then
        kill -QUIT "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    [[ -z "$folder" ]] || rm -rf "$folder"
    exit "$status"
}

main "$@"
