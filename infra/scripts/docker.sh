# Sourced: a Docker engine, found or started.

docker_answers() {
    command -v docker >/dev/null 2>&1 && docker version >/dev/null 2>&1
}

# An engine that this starts ends with the shell.
need_docker() {
    docker_answers && return 0
    may_be_root || fail "No Docker engine answers this user, who may not start one. An administrator does:
  systemctl start docker && usermod -aG docker $(id -un)
and the user signs in anew."
    { command -v dockerd >/dev/null 2>&1 || [ -x /usr/sbin/dockerd ]; } ||
        apt_install docker.io "it builds the images for the cluster" || fail "Testing on a cluster needs Docker, to build its images."
    command -v docker >/dev/null 2>&1 || apt_install docker-cli "it is the command that speaks to Docker" || fail "There is no docker command."
    say "Starting a Docker engine, since none answers; it ends with the tests."
    engine=$(mktemp -d "${TMPDIR:-/tmp}/holdfast-docker.XXXXXX")
    trap stop_docker EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # Without a network: nothing is pulled, and the machine's firewall stays as it is.
    # What it builds yields to tests beside it.
    as_root env PATH="$PATH:/usr/sbin:/sbin" nice -n 10 dockerd --bridge=none --iptables=false --pidfile "$engine/pid" >"$engine/log" 2>&1 &
    starting=$!
    tries=0
    until docker version >/dev/null 2>&1; do
        tries=$((tries + 1))
        kill -0 "$starting" 2>/dev/null && [ "$tries" -lt 60 ] || fail "Docker does not start: $(tail -n 3 "$engine/log")"
        sleep 1
    done
}

stop_docker() {
    [ ! -s "$engine/pid" ] || as_root kill "$(cat "$engine/pid")"
    rm -rf "$engine"
}
