# Sourced by test.sh: programs of others that tests use. Each is found, or fetched with a word about what and why; where one cannot be had,
# its tests are skipped by name.

tools=$here/.holdfast/tools

want_chromium() {
    for browser in chromium chromium-browser google-chrome; do
        command -v "$browser" >/dev/null 2>&1 && return 0
    done
    apt_install chromium "the tests look at the pages in a real browser" ||
        say "There is no Chromium and it could not be installed: the browser tests will be skipped."
}

# The alert rules are tested by Prometheus' own tool.
want_promtool() {
    [ -z "${HOLDFAST_PROMTOOL:-}" ] || return 0
    HOLDFAST_PROMTOOL=$(command -v promtool || true)
    unpacked=$tools/prometheus
    if [ -z "$HOLDFAST_PROMTOOL" ] && [ ! -x "$unpacked/usr/bin/promtool" ]; then
        apt_unpack prometheus "$unpacked" "its promtool tests the alert rules" || true
    fi
    if [ -z "$HOLDFAST_PROMTOOL" ] && [ -x "$unpacked/usr/bin/promtool" ]; then
        HOLDFAST_PROMTOOL=$unpacked/usr/bin/promtool
    fi
    [ -n "$HOLDFAST_PROMTOOL" ] || say "There is no promtool and it could not be fetched: the tests of the alert rules will be skipped."
    export HOLDFAST_PROMTOOL
}

# Into a directory of its own, in a fixed version; tests find it by the link $tools/bin/<program>.
fetched() { # fetched program version
    [ -e "$tools/bin/$1" ] && [ -f "$tools/$1-$2/complete" ]
}

link() { # link program version executable
    : >"$tools/$1-$2/complete"
    mkdir -p "$tools/bin"
    ln -sf "$3" "$tools/bin/$1"
}

want_from_npm() { # want_from_npm program version why
    fetched "$1" "$2" && return 0
    command -v npm >/dev/null 2>&1 || apt_install npm "$1, which $3, comes from npm" || {
        say "There is no npm and it could not be installed: the tests with $1 will be skipped."
        return 0
    }
    say "Fetching $1 $2 from npm to $tools: it $3."
    mkdir -p "$tools/$1-$2"
    # Behind a proxy that npm does not know of it would try for a quarter of an hour.
    if timeout 180 npm install --silent --no-audit --no-fund --prefix "$tools/$1-$2" "$1@$2" >/dev/null 2>&1; then
        link "$1" "$2" "$tools/$1-$2/node_modules/.bin/$1"
    else
        say "$1 could not be fetched: its tests will be skipped."
    fi
}

want_from_pypi() { # want_from_pypi program version why
    fetched "$1" "$2" && return 0
    python3 -c 'import venv, ensurepip' >/dev/null 2>&1 || apt_install python3-venv "$1, which $3, is written in Python" || {
        say "There is no Python 3 with venv and it could not be installed: the tests with $1 will be skipped."
        return 0
    }
    say "Fetching $1 $2 from PyPI to $tools: it $3."
    if python3 -m venv "$tools/$1-$2" && timeout 180 "$tools/$1-$2/bin/pip" install -q "$1==$2" >/dev/null 2>&1; then
        link "$1" "$2" "$tools/$1-$2/bin/$1"
    else
        say "$1 could not be fetched: its tests will be skipped."
    fi
}

# What comes as a Go module is built, unless it is on PATH: into $built the path of the program, or nothing.
want_from_go() { # want_from_go program version package why
    built=$(command -v "$1" || true)
    if [ -z "$built" ] && ! fetched "$1" "$2" && { command -v go >/dev/null 2>&1 || apt_install golang-go "$1, which $4, is written in Go"; }; then
        say "Building $1 $2 from its Go module in $tools: it $4."
        mkdir -p "$tools/$1-$2"
        if GOBIN="$tools/$1-$2" timeout 300 go install "$3@v$2" >/dev/null 2>&1; then
            link "$1" "$2" "$tools/$1-$2/${3##*/}"
        fi
    fi
    if [ -z "$built" ] && fetched "$1" "$2"; then
        built=$tools/bin/$1
    fi
}

# Between services and servers, faults of the network are made by toxiproxy.
want_toxiproxy() {
    [ -z "${HOLDFAST_TOXIPROXY:-}" ] || return 0
    want_from_go toxiproxy-server 2.5.0 github.com/Shopify/toxiproxy/v2/cmd/server "makes the network between services and servers bad"
    HOLDFAST_TOXIPROXY=$built
    [ -n "$HOLDFAST_TOXIPROXY" ] || say "There is no toxiproxy and it could not be built: there will be no faults of the network."
    export HOLDFAST_TOXIPROXY
}

# Stripe's own mock knows which requests its API understands.
want_stripe_mock() {
    [ -z "${HOLDFAST_STRIPEMOCK:-}" ] || return 0
    want_from_go stripe-mock 0.203.0 github.com/stripe/stripe-mock "checks requests against the description of Stripe's API"
    HOLDFAST_STRIPEMOCK=$built
    [ -n "$HOLDFAST_STRIPEMOCK" ] || say "There is no stripe-mock and it could not be built: its tests will be skipped."
    export HOLDFAST_STRIPEMOCK
}

want_api_clients() {
    want_from_npm newman 6.2.2 "runs the Postman collection"
    want_from_npm httpyac 6.16.7 "runs the .http journey"
    want_from_pypi schemathesis 4.32.5 "sends thousands of odd requests"
}
