# ./holdfast unit [module…]: unit tests, which need no servers. Of modules that those named depend on, no tests run.
need_jdk
if [ $# -eq 0 ]; then
    maven -q test
    exit
fi
classes=
for module in "$@"; do
    [ -f "$here/$module/pom.xml" ] || fail "There is no module $module. A module is named by its directory, such as orders-service or common-events/messaging."
    found=$(cd "$here/$module" && find src/test/java -name '*Tests.java' 2>/dev/null | sed 's#^src/test/java/##' | paste -sd, -)
    classes=$classes${found:+${classes:+,}$found}
done
[ -n "$classes" ] || fail "There are no unit tests in $*."
log=$(mktemp)
status=0
maven test -Dtest="$classes" -Dsurefire.failIfNoSpecifiedTests=false -pl "$(printf '%s\n' "$@" | paste -sd, -)" -am >"$log" 2>&1 || status=$?
if [ "$status" = 0 ]; then
    grep -E '^\[INFO\] Tests run' "$log"
else
    cat "$log"
fi
rm -f "$log"
exit "$status"
