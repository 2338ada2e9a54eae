# Sourced: the images that ours start from: public ones where they can be pulled, else made here from Debian's packages.

image_bases() { # sets base_arguments, options of docker build
    base_arguments=
    if [ -n "${HOLDFAST_IMAGE_BASE:-}" ]; then
        base_arguments="--build-arg BASE=$HOLDFAST_IMAGE_BASE"
    fi
    if [ -n "${HOLDFAST_IMAGE_JDK:-}" ]; then
        base_arguments="$base_arguments --build-arg JDK=$HOLDFAST_IMAGE_JDK"
    fi
    [ -z "$base_arguments" ] || return 0
    for public in $(sed -n 's/^ARG \(JDK\|BASE\)=//p' "$here/infra/docker/Dockerfile"); do
        docker image inspect "$public" >/dev/null 2>&1 || docker pull -q "$public" >/dev/null 2>&1 || {
            say "The image $public cannot be had here: making one from this machine's JDK and Debian's packages."
            may_be_root || fail "Only an administrator can make one: as root, run infra/docker/bases. Or name images: HOLDFAST_IMAGE_JDK, HOLDFAST_IMAGE_BASE."
            command -v debootstrap >/dev/null 2>&1 || [ -x /usr/sbin/debootstrap ] ||
                apt_install debootstrap "images can start from what it makes" || fail "That needs debootstrap. Or name images: HOLDFAST_IMAGE_JDK, HOLDFAST_IMAGE_BASE."
            made=$(PATH=$PATH:/usr/sbin:/sbin as_root env PATH="$PATH:/usr/sbin:/sbin" JAVA_HOME="$JAVA_HOME" "$here/infra/docker/bases") || fail "Making the base images failed."
            for one in $made; do
                base_arguments="$base_arguments --build-arg $one"
            done
            return 0
        }
    done
}
