# Sourced by ./holdfast: builds what it starts, if something changed since the last time.

target=$here/local-platform/platform/target
jar=$target/platform.jar
cache=$target/holdfast.aot

# The modules that have images.
image_modules="auth-service events-service orders-service payments-service expiration-service web-client"

maven() {
    (cd "$here" && ./mvnw -B -ntp "$@")
}

# Runs Maven with its output in a file, telling each module as it begins; fails with the errors.
maven_told() { # maven_told log options…
    maven_to "$@" || {
        # Maven itself may be what failed.
        grep -E '^\[(ERROR|FATAL)\]' "$1" >&2 || tail -n 40 "$1" >&2
        fail "The build failed; its output is in $1."
    }
}

maven_to() { # maven_to log options…
    log=$1
    shift
    mkdir -p "${log%/*}"
    {
        status=$({ { (cd "$here" && ./mvnw -B "$@" 2>&1 3>&- 4>&-) && echo 0 >&4 || echo 1 >&4; } | progress "$log" >&3; } 4>&1)
    } 3>&1
    return "$status"
}

# Copies Maven's output to a file; tells of modules, and of what is fetched before and between them, which may take minutes the first time.
# On a terminal that is one line that changes.
progress() { # progress log
    fetched=0
    at="Maven starts"
    while IFS= read -r line; do
        printf '%s\n' "$line" >&5
        case $line in
            *"[INFO] Building "*" ["*/*"]")
                at=${line#*"[INFO] Building "}
                place=${at##*"["}
                at=${at%% [0-9]*}
                at="${place%"]"} ${at#Holdfast }"
                told=$at
                ;;
            *"Downloaded from "*)
                fetched=$((fetched + 1))
                told="$at, files fetched: $fetched"
                [ -t 1 ] || [ $((fetched % 100)) = 0 ] || continue
                ;;
            *) continue ;;
        esac
        if [ -t 1 ]; then
            printf '\r\033[K  %s' "$told"
        else
            printf '  %s\n' "$told"
        fi
    done 5>"$1"
    [ ! -t 1 ] || printf '\r\033[K'
}

# Two at a time would overwrite each other's files. What one that was killed held is free again: as soon as its Maven has ended, too, where
# there is flock; elsewhere a link names the process that holds it, and counts for nothing when that is gone.
alone_here() ( # alone_here command…
    # Maven, which calls this again, names the directory without symbolic links.
    place=$(cd "$here" && pwd -P)
    if [ "${BUILDING_IN:-}" != "$place" ]; then
        export BUILDING_IN="$place"
        lock=$here/.holdfast/build.lock
        mkdir -p "${lock%/*}"
        if has_flock; then
            exec 9>>"$lock"
            flock -n 9 || {
                say_waiting "$(cat "$lock")"
                flock 9 || fail "Cannot lock $lock."
            }
            printf '%s' "$$" >"$lock"
        else
            take_link "$lock.owner"
            trap 'rm -f "$lock.owner"' EXIT
            trap 'exit 130' INT
            trap 'exit 143' TERM
        fi
    fi
    "$@"
)

has_flock() {
    command -v flock >/dev/null 2>&1
}

say_waiting() { # say_waiting process
    say "Waiting for another ./holdfast that builds in this directory${1:+ (process $1)}: two at a time would overwrite each other's files."
}

# Which of the processes that have had this number.
began() { # began process
    LC_ALL=C ps -o lstart= -p "$1" 2>/dev/null || true
}

take_link() { # take_link file
    waiting=
    until ln -s "$$ $(began $$)" "$1" 2>/dev/null; do
        [ -w "${1%/*}" ] || fail "Cannot lock $1."
        owner=$(readlink "$1") || continue
        holder=${owner%% *}
        if kill -0 "$holder" 2>/dev/null && [ "$owner" = "$holder $(began "$holder")" ]; then
            [ -n "$waiting" ] || say_waiting "$holder"
            waiting=yes
            sleep 1
        elif mv "$1" "$1.$$" 2>/dev/null; then
            # Another may have taken it since.
            taken=$(readlink "$1.$$")
            rm -f "$1.$$"
            [ "$taken" = "$owner" ] || ln -s "$taken" "$1"
        fi
    done
}

why_build() { # why_build jar stamp
    if [ ! -f "$1" ] || [ ! -f "$2" ]; then
        say "nothing has been built yet"
        return 0
    fi
    changed=$(cd "$here" && find . \( -name target -o -name .git -o -name .holdfast -o -name node_modules \) -prune -o \
        -type f -newer "$2" \( -path '*/src/main/*' -o -name pom.xml -o -name ingress.yaml -o -name authorization.conf -o -path './docs/api/openapi.json' -o -path './infra/scripts/build.sh' \) -print | head -n 1)
    [ -n "$changed" ] || return 1
    say "${changed#./} changed"
}

# Each of those that can be run is built apart: who only wants to run the system does not wait for the bench.
build() { # build what module jar
    why_build "$3" "$(dirname "$3")/built" >/dev/null || return 0
    alone_here build_now "$@"
}

build_now() { # build_now what module jar
    directory=$(dirname "$3")
    # Another may have built it meanwhile.
    reason=$(why_build "$3" "$directory/built") || return 0
    say "Building $1, because $reason. $(how_long "$directory")"
    mkdir -p "$directory"
    : >"$directory/built.new"
    maven_told "$directory/build.log" package -Dmaven.test.skip=true -Dspring-boot.repackage.skip=true -pl "$2" -am
    mv "$directory/built.new" "$directory/built"
}

how_long() { # how_long directory of what is built
    if [ -f "$1/built" ]; then
        echo "This takes about a minute."
    else
        echo "The first time this takes a few minutes, and some more where Maven has to fetch libraries."
    fi
}

need_built() { # need_built jar
    [ -f "$1" ] || fail "Nothing has been built yet, and --no-build says not to."
}

build_system() {
    build Holdfast local-platform/platform "$jar"
}

# English, whatever the machine's language is: what is written for other programs must not have the digits of Egypt or Iran. What people read
# is in the language of each reader.
java_options() {
    printf '%s' "-Duser.language=en -Duser.country= -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dfile.encoding=UTF-8"
}

# Unsets what a developer has set for systems of their own: any setting of a service, such as its database, mail server or payment provider.
forget_settings() { # forget_settings names that are kept…
    for name in $(env | sed -nE 's/^((HOLDFAST|SPRING|SERVER|MANAGEMENT|LOGGING|OTEL)_[A-Za-z0-9_]*)=.*/\1/p'); do
        case " $* " in
            *" $name "*) ;;
            *) unset "$name" ;;
        esac
    done
}

# Runs something that must not touch the systems a developer has named in the environment.
alone() (
    forget_settings
    exec "$@"
)

# The JDK keeps what it learns of our classes in one start for all later ones: about half the start-up time.
# The cache is bound to the jars and to these options, and ignored if they differ.
train() {
    is_trained || alone_here train_now
}

is_trained() {
    [ -f "$cache" ] && [ -z "$(find "$jar" "$target/lib" -newer "$cache" | head -n 1)" ]
}

train_now() {
    ! is_trained || return 0 # by another, meanwhile
    [ -z "${HOLDFAST_NO_CACHE:-}" ] || return 0
    has_nats || return 0 # messages go to a broker elsewhere, where training must not write
    rm -f "$cache"
    say "Preparing a quick start, once after each build. This takes about half a minute."
    scratch=$(mktemp -d)
    # shellcheck disable=SC2046
    alone env HOLDFAST_MONGOD=embedded HOLDFAST_ORDERS_HOARDING_UNITS=0 "$JAVA_HOME/bin/java" $(java_options) -XX:AOTCacheOutput="$cache" -jar "$jar" \
        --training --port 0 --data "$scratch" >"$target/training.log" 2>&1 || {
        rm -f "$cache"
        say "That did not work ($target/training.log says why); starting without it."
    }
    rm -rf "$scratch"
}
