# ./holdfast mutants: plants mistakes and tells which of them no test finds (testing/simulation/mutants/mutants.txt).

case ${1:-} in
    --help | -h)
        cat <<'HELP'
./holdfast mutants [--only NAME]…

  --only NAME   only the mutant of this name

Status 1 if one survives, or the tests fail without any.
HELP
        exit
        ;;
esac

names=
while [ $# -gt 0 ]; do
    [ "$1" = --only ] && [ -n "${2:-}" ] || fail "Only --only NAME is understood here."
    names="$names $2"
    shift 2
done

need_jdk
modules=testing/simulation,common-events/messaging,orders-service,payments-service,expiration-service
say "Compiling the tests."
maven -q test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/mutants.classpath \
    -pl "$modules" -am || fail "The build failed."

# The classes of the tests, those of the modules, and what they depend on, each once.
path=
for module in $(echo "$modules" | tr , ' '); do
    path=$path$here/$module/target/test-classes:$here/$module/target/classes:
done
libraries=$(for module in $(echo "$modules" | tr , ' '); do tr ':' '\n' <"$here/$module/target/mutants.classpath" && echo; done |
    grep . | awk '!seen[$0]++' | tr '\n' ':')

work=$(mktemp -d "${TMPDIR:-/tmp}/holdfast-mutants.XXXXXX")
status=0
# shellcheck disable=SC2086 # names have no spaces
"$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:+EnableDynamicAgentLoading -Xshare:auto --enable-native-access=ALL-UNNAMED -Dlogback.configurationFile=simulation-logback.xml -cp "$path$libraries" io.holdfast.simulation.mutants.Mutants "$here" "$work" $names || status=$?
if [ "$status" = 0 ]; then
    rm -rf "$work"
else
    say "The mutated files are in $work."
fi
exit "$status"
