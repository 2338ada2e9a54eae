# ./holdfast simulate: the services' own code on simulated time, databases and messages (docs/adr/0016-simulation.md).
need_jdk
simulation=$here/testing/simulation/target/simulation.jar
build "the simulation" testing/simulation "$simulation"
# shellcheck disable=SC2046,SC2086
exec "$JAVA_HOME/bin/java" $(java_options) ${HOLDFAST_JAVA_OPTIONS:-} -Djdk.trackAllThreads=false \
    -Dlogback.configurationFile=simulation-logback.xml -jar "$simulation" "$@"
