# ./holdfast bench: measures how fast it is.
bench_jar=$here/local-platform/bench/target/bench.jar
need_jdk
need_nats
build "the bench" local-platform/bench "$bench_jar"
case ${1:-} in
    orders | journey | reads | pages | streams | queue | rush | beside)
        build_system
        train
        ;;
esac
what="${1:-} ${2:-}"
# shellcheck disable=SC2046,SC2086
set -- "$JAVA_HOME/bin/java" $(java_options) -Xmx1g ${HOLDFAST_JAVA_OPTIONS:-} -Dholdfast.home="$here" -jar "$bench_jar" "$@"
if [ "$what" != "beside pretix" ]; then
    exec "$@"
fi
. "$scripts/pretix.sh"
pretix_begin
"$@"
