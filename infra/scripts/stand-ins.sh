# ./holdfast stand-ins, for tests: images in the place of MongoDB's and NATS', for a cluster that can pull none.
. "$scripts/docker.sh"
. "$scripts/image-bases.sh"
need_jdk
image_bases
base=$(printf '%s' "$base_arguments" | sed -n 's/.*BASE=\([^ ]*\).*/\1/p')
"$here/infra/stand-ins/build" "${base:-$(sed -n 's/^ARG BASE=//p' "$here/infra/docker/Dockerfile")}"
