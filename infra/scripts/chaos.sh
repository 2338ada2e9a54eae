# ./holdfast chaos [--no-build]: makes faults in a running system (docs/reliability.md).
. "$scripts/tools.sh"
need_jdk
no_build=
if [ "${1:-}" = --no-build ]; then
    no_build=yes
    shift
fi
case " $* " in
    *" --help "* | *" -h "*) ;;
    *)
        [ -n "$no_build" ] || { build_system && train; }
        need_nats
        want_toxiproxy
        ;;
esac
chaos_jar=$here/local-platform/chaos/target/chaos.jar
if [ -z "$no_build" ]; then
    build "the chaos" local-platform/chaos "$chaos_jar"
elif [ ! -f "$chaos_jar" ]; then
    fail "Nothing has been built yet, and --no-build says not to."
fi
# shellcheck disable=SC2046
exec "$JAVA_HOME/bin/java" $(java_options) -Xmx1g -XX:TieredStopAtLevel=1 -Dholdfast.home="$here" -jar "$chaos_jar" "$@"
