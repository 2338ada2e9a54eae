# ./holdfast test: builds everything and runs all tests (CONTRIBUTING, "How tests run").
. "$scripts/docker.sh"
. "$scripts/tools.sh"
. "$scripts/stages.sh"

# Every test that failed since a file was written, each with the first lines of its report.
failed_tests() { # failed_tests file
    find "$here" -path '*/target/*-reports/*' -name '*.txt' -newer "$1" -exec grep -hE -A 5 '<<< (FAILURE|ERROR)!$' {} + |
        cut -c 1-300 | head -n 60
}

only=
all=
case ${1:-} in
    --all) all=yes && shift ;;
    --cluster | --embedded | --chaos) only=${1#--} && shift ;;
esac
# Options of Maven may leave tests out, or let them fail.
whole=
[ $# -gt 0 ] || whole=yes

# Tests start and stop a broker of their own, and systems that must not find a developer's servers, mail and payment accounts.
forget_settings HOLDFAST_MONGODB_URI HOLDFAST_MONGOD HOLDFAST_CLUSTER HOLDFAST_CLUSTER_LOAD HOLDFAST_KUBECONFIG HOLDFAST_INGRESS \
    HOLDFAST_IMAGE_BASE HOLDFAST_IMAGE_JDK HOLDFAST_IMAGE_TAG HOLDFAST_PROMTOOL HOLDFAST_TOXIPROXY HOLDFAST_STRIPEMOCK HOLDFAST_NO_CACHE HOLDFAST_JAVA_OPTIONS
need_jdk
need_nats

# The database server: a URI, a program, else Docker. Without any, what runs runs on the embedded database.
database=
if [ -n "${HOLDFAST_MONGODB_URI:-}" ]; then
    database="fresh databases on the server of HOLDFAST_MONGODB_URI"
elif [ "${HOLDFAST_MONGOD:-}" = embedded ]; then
    :
elif [ -n "${HOLDFAST_MONGOD:-}" ]; then
    database=$HOLDFAST_MONGOD
else
    for server in mongod documentdb; do
        if command -v "$server" >/dev/null 2>&1; then
            database=$server
            break
        fi
    done
    [ -n "$database" ] || ! docker_answers || database="mongo in Docker"
fi
# Whether there is a server program that can be killed; as the system itself looks for one.
has_database_program() {
    [ "${HOLDFAST_MONGOD:-}" != embedded ] || return 1
    [ -n "${HOLDFAST_MONGOD:-}" ] || command -v mongod >/dev/null 2>&1 || command -v documentdb >/dev/null 2>&1
}

say "Testing on $("$JAVA_HOME/bin/java" --version | head -n 1), nats-server from $(command -v nats-server), the embedded database${database:+ and $database}."
[ -n "$database" ] ||
    say "There is neither HOLDFAST_MONGOD nor mongod nor documentdb on PATH nor Docker: everything runs on the embedded database, once."

PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD
rm -rf "$chaos_results"
begun=$(mktemp -d)
if [ "$only" = chaos ]; then
    note_begun "$begun" chaos
    status=0
    "$here/holdfast" chaos --minutes 3 --out "$chaos_results" || status=$?
    [ "$status" != 0 ] || remember "$begun" chaos
    rm -rf "$begun"
    exit "$status"
elif [ -n "$only" ]; then
    unit=NoSuch
    [ "$only" != cluster ] || unit=ManifestsTests
    set -- -Dserver.skip=true -Dembedded.skip=true -Dapi-clients.skip=true -Dcluster.skip=true "-D$only.skip=false" \
        "-Dtest=$unit" -Dsurefire.failIfNoSpecifiedTests=false "$@"
else
    want_chromium
    want_promtool
    want_api_clients
    want_toxiproxy
    want_stripe_mock
fi

stages=
for stage in embedded api-clients cluster chaos; do
    if [ -n "$only" ]; then
        [ "$only" != "$stage" ] || stages=$stage
    elif [ "$stage" = cluster ] && [ -z "${HOLDFAST_CLUSTER:-}${HOLDFAST_KUBECONFIG:-}" ]; then
        say "There is no cluster to test on: neither HOLDFAST_KUBECONFIG nor HOLDFAST_CLUSTER names one. The stage cluster is skipped."
        set -- -Dcluster.skip=true "$@"
    elif [ "$stage" = chaos ] && ! has_database_program; then
        say "There is no database server to make faults in: neither HOLDFAST_MONGOD nor mongod nor documentdb on PATH. The stage chaos is skipped."
        set -- -Dserver.left-out=chaos "$@"
    elif [ "$stage" = embedded ] && [ -z "$database" ]; then
        set -- -Dembedded.skip=true "$@"
    elif [ -z "$all" ] && has_passed "$stage"; then
        if [ "$stage" = chaos ]; then
            set -- -Dserver.left-out=chaos "$@"
        else
            set -- "-D$stage.skip=true" "$@"
        fi
    else
        stages="$stages $stage"
    fi
done
[ -z "$database" ] || set -- -Dmain.database=server "$@"

case " $stages " in
    *" cluster "*) need_docker ;;
esac
case " $stages " in
    *" api-clients cluster "*) set -- "-Dapi-clients.groups=api-clients|images" "$@" ;;
esac
# shellcheck disable=SC2086
note_begun "$begun" $stages
# Modules beside each other: most unit tests use one core.
if ! alone_here maven -T 1C verify "$@"; then
    failed_tests "$begun"
    rm -rf "$begun"
    fail "The build or some tests did not pass: what failed is above."
fi
# shellcheck disable=SC2086
[ -z "$whole" ] || remember "$begun" $stages
rm -rf "$begun"
