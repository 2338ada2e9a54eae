# ./holdfast mutants: plants mistakes and tells which of them no test finds (testing/simulation/mutants/mutants.txt).

case ${1:-} in
    --help | -h)
        cat <<'HELP'
./holdfast mutants [--simulated] [--only NAME]…

  --only NAME   only the mutant of this name
  --simulated   tries them on the simulation instead of the tests
  --seeds N     up to so many seeds for each whose number is not in the list (100)

Status 1 if one survives, or the tests fail without any; with --simulated, if one is not found that has a number of seeds in the list.
HELP
        exit
        ;;
esac

names=
program=io.holdfast.simulation.mutants.Mutants
simulated=
seeds=100
while [ $# -gt 0 ]; do
    case $1 in
        --simulated) simulated=yes && shift ;;
        --only | --seeds)
            [ -n "${2:-}" ] || fail "$1 needs a value."
            if [ "$1" = --only ]; then names="$names $2"; else seeds=$2; fi
            shift 2
            ;;
        *) fail "There is no option $1; --help lists them." ;;
    esac
done

need_jdk
# The modules of the mistakes, and of the tests that are to find them.
list=$here/testing/simulation/mutants/mutants.txt
modules=testing/simulation$(
    {
        sed -n 's/^file: //p' "$list"
        (cd "$here" && find . -path '*/src/test/java/*' -name '*Tests.java') | sed 's#^\./##' |
            grep -F "$(sed -n 's/^caught by: //p' "$list" | tr . / | sed 's#.*#/&.java#' | sort -u)"
    } | sed 's#/src/.*##' | grep -v '^testing/simulation$' | sort -u | sed 's/^/,/' | tr -d '\n'
)
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
limit=
if [ -n "$simulated" ]; then
    program=io.holdfast.simulation.mutants.SimulatedMutants
    limit=$seeds
fi
status=0
# shellcheck disable=SC2086 # names have no spaces
"$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:+EnableDynamicAgentLoading -Xshare:auto --enable-native-access=ALL-UNNAMED \
    --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED -Djdk.trackAllThreads=false \
    -Dlogback.configurationFile=simulation-logback.xml -cp "$path$libraries" "$program" "$here" "$work" $limit $names || status=$?
if [ "$status" = 0 ]; then
    rm -rf "$work"
else
    say "The mutated files are in $work."
fi
exit "$status"
