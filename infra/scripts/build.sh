# Sourced by ./holdfast: builds what it starts, if something changed since the last time.

target=$here/local-platform/platform/target
jar=$target/platform.jar
cache=$target/holdfast.aot

maven() {
    (cd "$here" && ./mvnw -B -ntp "$@")
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

# Each of the two that can be run is built apart: who only wants to run the system does not wait for the bench.
build() { # build what module jar
    directory=$(dirname "$3")
    reason=$(why_build "$3" "$directory/built") || return 0
    say "Building $1, because $reason. This takes about a minute, and longer the very first time."
    mkdir -p "$directory"
    : >"$directory/built.new"
    if ! maven package -q -Dmaven.test.skip=true -Dspring-boot.repackage.skip=true -pl "$2" -am >"$directory/build.log" 2>&1; then
        tail -n 40 "$directory/build.log" >&2
        fail "The build failed; its output is in $directory/build.log."
    fi
    mv "$directory/built.new" "$directory/built"
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
    if [ -f "$cache" ] && [ -z "$(find "$jar" "$target/lib" -newer "$cache" | head -n 1)" ]; then
        return 0
    fi
    [ -z "${HOLDFAST_NO_CACHE:-}" ] || return 0
    has_nats || return 0 # messages go to a broker elsewhere, where training must not write
    rm -f "$cache"
    say "Preparing a quick start (once after each build)."
    scratch=$(mktemp -d)
    # shellcheck disable=SC2046
    alone env HOLDFAST_MONGOD=embedded HOLDFAST_ORDERS_HOARDING_UNITS=0 "$JAVA_HOME/bin/java" $(java_options) -XX:AOTCacheOutput="$cache" -jar "$jar" \
        --training --port 0 --data "$scratch" >"$target/training.log" 2>&1 || {
        rm -f "$cache"
        say "That did not work ($target/training.log says why); starting without it."
    }
    rm -rf "$scratch"
}
