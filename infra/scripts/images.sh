# ./holdfast images: builds the container images (docs/kubernetes.md). Each is called
# holdfast/<module>:$HOLDFAST_IMAGE_TAG (dev), or as IMAGE says if it is one (Skaffold's way).
. "$scripts/docker.sh"
. "$scripts/image-bases.sh"

# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $image_modules

# What a service needs to start, beside the jar that its image is made of.
first_start() { # first_start directory
    rm -rf "$1"
    mkdir "$1"
    cp "$here"/testing/servers/target/local-servers-*.jar "$here"/testing/servers/target/lib/*.jar "$1"
    rm -f "$1"/*-tests.jar
    if has_nats; then
        cp "$(command -v nats-server)" "$1"
    fi
}

image() { # image module
    name=${IMAGE:-holdfast/$1:${HOLDFAST_IMAGE_TAG:-dev}}
    log=$here/$1/target/image.log
    say "Building $name ($log)."
    # shellcheck disable=SC2086
    docker build --network none $base_arguments -t "$name" -f "$here/infra/docker/Dockerfile" "$here/$1/target/image" >"$log" 2>&1 || {
        tail -n 30 "$log" >&2
        fail "The image $name could not be built; the output is in $log."
    }
    if [ "${PUSH_IMAGE:-}" = true ]; then
        docker push -q "$name"
    fi
}

docker_answers || fail "Images are built by Docker, and no engine answers this user."
need_jdk
if [ -z "$no_build" ]; then
    say "Building the jars of $*."
    list=$(printf '%s,' "$@")
    alone_here maven_told "$here/target/images.log" package -Dmaven.test.skip=true -pl "${list%,},testing/servers" -am
fi
image_bases
for module in "$@"; do
    first_start "$here/$module/target/image/first-start"
done
# The first alone, since the others share its layers; then two at a time.
image "$1"
shift
while [ $# -gt 0 ]; do
    beside=
    if [ $# -gt 1 ]; then
        image "$2" &
        beside=$!
    fi
    image "$1"
    shift
    if [ -n "$beside" ]; then
        wait "$beside" || exit 1
        shift
    fi
done
