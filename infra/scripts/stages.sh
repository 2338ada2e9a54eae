# Sourced by test.sh: the heaviest stages of the tests are skipped when nothing they cover has changed since they last passed here. What a
# stage covers is told from the contents of files; it is more than it needs, so that in doubt it runs.

passed=${XDG_CACHE_HOME:-$HOME/.cache}/holdfast/passed
# Where ChaosIT and --chaos leave theirs.
chaos_results=$here/local-platform/chaos/target/stage

# Files that no stage can tell apart: text for people.
covered_files() { # covered_files pattern of what else is left out
    (cd "$here" && find . \( -name target -o -name .git -o -name .holdfast -o -name node_modules \) -prune -o -type f -print |
        grep -vE '^\./(docs/[^/]*\.md|docs/adr/|README|CONTRIBUTING|LICENSE|\.editorconfig|\.gitignore)' | grep -vE "$1" | LC_ALL=C sort)
}

# Beside the files: the programs that the stage runs on.
programs() {
    "$JAVA_HOME/bin/java" -version 2>&1
    for program in nats-server mongod documentdb toxiproxy-server "${HOLDFAST_MONGOD:-}" "${HOLDFAST_CLUSTER:-}"; do
        file=$(command -v "$program" 2>/dev/null) || continue
        sha256sum <"$file"
        # What a script runs lies beside it.
        [ "$(head -c 2 "$file" | tr -d '\0')" != '#!' ] ||
            find -L "$(dirname "$(readlink -f "$file")")" -maxdepth 1 -type f -printf '%f %s %T@\n' | LC_ALL=C sort
    done
    printf '%s\n' "${HOLDFAST_MONGODB_URI:-}" "${HOLDFAST_IMAGE_BASE:-}" "${HOLDFAST_IMAGE_JDK:-}" "${HOLDFAST_IMAGE_TAG:-}"
}

fingerprint() { # fingerprint stage
    case $1 in
        cluster) others='^\./(postman/|docs/api/journey)' ;;
        api-clients) others='^\./(infra/(k8s|docker|stand-ins|observability)/|compose.yaml|skaffold.yaml)' ;;
        # Tests are no part of the system that it makes faults in.
        chaos) others='^\./(postman/|docs/|infra/(k8s|docker|stand-ins|observability)/|compose.yaml|skaffold.yaml)|/src/test/' ;;
        embedded) others='^\./(postman/|docs/|infra/(k8s|docker|stand-ins|observability)/|compose.yaml|skaffold.yaml)' ;;
        *) fail "There is no stage $1." ;;
    esac
    {
        covered_files "$others" | (cd "$here" && tr '\n' '\0' | xargs -0 sha256sum)
        programs
    } | sha256sum | cut -c1-32
}

# Whether it passed as it is now; says so by name. What a cluster elsewhere is like is not known.
has_passed() { # has_passed stage
    [ "$1" != cluster ] || [ -z "${HOLDFAST_KUBECONFIG:-}" ] || return 1
    record=$passed/$1-$(fingerprint "$1")
    [ -f "$record" ] || return 1
    say "Skipping the stage $1: nothing it covers has changed since it passed here on $(cat "$record"). ./holdfast test --all runs it."
}

# Before the stages run: what they are going to cover.
note_begun() { # note_begun directory stage…
    begun=$1
    shift
    for stage in "$@"; do
        fingerprint "$stage" >"$begun/$stage"
    done
}

# Remembers stages that ran whole: what was skipped for want of a program has not passed, nor have faults that cannot be made here, nor what
# was changed while it ran.
remember() { # remember directory stage…
    begun=$1
    shift
    for stage in "$@"; do
        if [ "$stage" = chaos ]; then
            grep -qs . "$chaos_results"/*/report.txt && ! grep -q '^Left out' "$chaos_results"/*/report.txt || continue
        else
            summary=$here/testing/integration/target/failsafe-reports/$stage.xml
            grep -qE '<completed>[1-9]' "$summary" 2>/dev/null && grep -q '<skipped>0<' "$summary" || continue
        fi
        covered=$(fingerprint "$stage")
        if [ "$covered" = "$(cat "$begun/$stage")" ]; then
            mkdir -p "$passed"
            date -u '+%Y-%m-%d %H:%M UTC' >"$passed/$stage-$covered"
        else
            say "The stage $stage passed, but what it covers was changed while it ran: it will run again."
        fi
    done
}
