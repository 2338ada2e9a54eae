# ./holdfast unit: unit tests, which need no servers. Of modules that those named depend on, no tests run.
classes=
for module in "$@"; do
    found=$(cd "$here/$module" && find src/test/java -name '*Tests.java' 2>/dev/null | sed 's#^src/test/java/##' | paste -sd, -)
    classes=$classes${found:+${classes:+,}$found}
done
if [ $# -gt 0 ]; then
    [ -n "$classes" ] || fail "There are no unit tests in $*."
    set -- "-Dtest=$classes" -Dsurefire.failIfNoSpecifiedTests=false -pl "$(printf '%s\n' "$@" | paste -sd, -)" -am
fi
need_jdk
log=$here/target/unit.log
# All of it while no other writes this file.
test_units() { # test_units options of Maven…
    status=0
    maven_to "$log" test "$@" || status=$?
    if [ "$status" = 0 ]; then
        grep -E '^\[(INFO|WARNING)\] Tests run: [^T]*$' "$log" || true
    else
        cat "$log"
    fi
    return "$status"
}
alone_here test_units "$@"
