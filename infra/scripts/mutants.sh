# ./holdfast mutants: plants mistakes and tells which of them no test finds (testing/simulation/mutants/mutants.txt).

names=
program=io.holdfast.simulation.mutants.Mutants
simulated=
seeds=100
while [ $# -gt 0 ]; do
    case $1 in
        --simulated) simulated=yes && shift ;;
        --only | --seeds)
            if [ "$1" = --only ]; then names="$names $2"; else seeds=$2; fi
            shift 2
            ;;
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
alone_here maven_told "$here/target/mutants.log" test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/mutants.classpath \
    -pl "$modules" -am

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
