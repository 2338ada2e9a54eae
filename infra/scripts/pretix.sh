# Sourced by bench.sh: installs pretix beside Holdfast, for ./holdfast bench beside pretix, and starts and stops it.

# Installs and starts it, for the bench to find; it ends with this shell.
pretix_begin() {
    pretix=$here/.holdfast/bench/pretix
    mkdir -p "$pretix"
    pretix_install "$pretix"
    trap pretix_stop EXIT
    trap 'exit 130' INT TERM
    pretix_start "$pretix"
    export HOLDFAST_BENCH_PRETIX="$pretix/run/pretix.properties"
}

# pretix_install DIR: what it needs, from the package managers, once.
pretix_install() {
    command -v redis-server >/dev/null 2>&1 || apt_install redis-server "pretix keeps its sessions and locks in Redis" ||
        fail "pretix needs Redis: install redis-server."
    pretix_postgres >/dev/null || apt_install postgresql "pretix keeps its orders in PostgreSQL" ||
        fail "pretix needs PostgreSQL: install postgresql."
    if [ ! -x "$1/venv/bin/gunicorn" ]; then
        say "Installing pretix and gunicorn from PyPI into $1/venv: what Holdfast is compared with."
        python3 -m venv "$1/venv" 2>/dev/null ||
            { apt_install python3-venv "pretix is installed into a virtual environment" && python3 -m venv "$1/venv"; } ||
            fail "pretix needs Python 3.11 or later with venv."
        "$1/venv/bin/pip" install --quiet --no-input pretix gunicorn || fail "pip could not install pretix."
    fi
}

# Where the programs of PostgreSQL are.
pretix_postgres() {
    for bin in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin; do
        [ -x "$bin/initdb" ] && printf '%s' "$bin" && return 0
    done
    return 1
}

# PostgreSQL does not run as root.
pretix_as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# pretix_start DIR: pretix with one event, and DIR/run/pretix.properties, which says where. What is prepared is used again.
pretix_start() {
    bin=$(pretix_postgres)
    run=$1/run
    port=${HOLDFAST_PRETIX_PORT:-18345}
    mkdir -p "$run/data"
    # PostgreSQL listens on a socket only, whose path has to be short.
    sockets=$(mktemp -d /tmp/holdfast-pretix.XXXXXX)
    [ "$(id -u)" != 0 ] || chown postgres "$sockets"
    pretix_settings >"$run/pretix.cfg"
    export PRETIX_CONFIG_FILE="$run/pretix.cfg"
    [ -f "$run/prepared" ] || pretix_database
    pretix_pg start -w -l "$sockets/postgres.log" \
        -o "-k $sockets -c listen_addresses='' -c max_connections=200" || fail "PostgreSQL did not start."
    redis-server --port $((port + 1)) --save '' --daemonize yes --pidfile "$sockets/redis.pid" --bind 127.0.0.1 >/dev/null
    [ -f "$run/prepared" ] || pretix_prepare
    (cd "$run" && exec ../venv/bin/gunicorn pretix.wsgi --bind "127.0.0.1:$port" --workers 5 \
        --pid "$sockets/gunicorn.pid" --daemon --log-file "$run/gunicorn.log")
    {
        cat "$run/prepared"
        printf 'port=%s\nversion=%s\n' "$port" \
            "$("$1/venv/bin/pip" show pretix 2>/dev/null | sed -n 's/^Version: //p')"
    } >"$run/pretix.properties"
}

pretix_settings() {
    cat <<CFG
[pretix]
instance_name=pretix
url=http://localhost:$port
datadir=$run/data
[database]
backend=postgresql
name=pretix
user=pretix
host=$sockets
[redis]
location=redis://127.0.0.1:$((port + 1))/0
sessions=true
[celery]
broker=redis://127.0.0.1:$((port + 1))/1
backend=redis://127.0.0.1:$((port + 1))/2
CFG
}

pretix_pg() { # pretix_pg command [options], from where its user may be
    (cd / && pretix_as_postgres "$bin/pg_ctl" -D "$run/postgres" "$@" >/dev/null 2>&1)
}

pretix_database() {
    rm -rf "$run/postgres"
    mkdir "$run/postgres"
    [ "$(id -u)" != 0 ] || chown postgres "$run/postgres"
    (cd / && pretix_as_postgres "$bin/initdb" -D "$run/postgres" -U pretix -A trust >/dev/null)
}

pretix_prepare() {
    say "Preparing pretix's database, once. This takes some minutes."
    (cd / && pretix_as_postgres "$bin/createdb" -h "$sockets" -U pretix pretix)
    (cd "$run" && ../venv/bin/python -m pretix migrate >"$run/migrate.log" 2>&1) ||
        fail "pretix could not prepare its database: see $run/migrate.log."
    (cd "$run" && ../venv/bin/python -m pretix shell >"$run/event.log" 2>&1) <"$scripts/pretix-event.py" ||
        fail "pretix did not take the event: see $run/event.log."
    sed -n 's/^pretix-event //p' "$run/event.log" >"$run/prepared"
}

# Ends what pretix_start began, by the ids of its processes.
pretix_stop() {
    [ -n "${sockets:-}" ] || return 0
    for pid in "$sockets/gunicorn.pid" "$sockets/redis.pid"; do
        [ ! -r "$pid" ] || kill "$(cat "$pid")" 2>/dev/null || true
    done
    pretix_pg stop -m fast || true
    rm -rf "$sockets"
    sockets=
}
