# ./holdfast chaos: makes faults in a running system (docs/reliability.md).
. "$scripts/tools.sh"
need_jdk
case " $* " in
    *" --help "* | *" -h "*) ;;
    *)
        build_system
        train
        need_nats
        want_toxiproxy
        ;;
esac
build "the chaos" local-platform/chaos "$here/local-platform/chaos/target/chaos.jar"
# shellcheck disable=SC2046
exec "$JAVA_HOME/bin/java" $(java_options) -Xmx1g -XX:TieredStopAtLevel=1 -Dholdfast.home="$here" -jar "$here/local-platform/chaos/target/chaos.jar" "$@"
