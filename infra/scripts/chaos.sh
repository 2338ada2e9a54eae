# ./holdfast chaos: makes faults in a running system (docs/reliability.md).
. "$scripts/tools.sh"
chaos_jar=$here/local-platform/chaos/target/chaos.jar
if [ -n "$no_build" ]; then
    need_built "$jar"
    need_built "$chaos_jar"
fi
need_jdk
need_nats
if [ -z "$no_build" ]; then
    build_system
    train
    build "the chaos" local-platform/chaos "$chaos_jar"
fi
want_toxiproxy
# shellcheck disable=SC2046
exec "$JAVA_HOME/bin/java" $(java_options) -Xmx1g -XX:TieredStopAtLevel=1 -Dholdfast.home="$here" -jar "$chaos_jar" "$@"
