# Sourced by ./holdfast: what is needed is found, else installed through the package manager, saying what and why.

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_root() {
    [ "$(id -u)" = 0 ]
}

# Whether as_root can do anything, perhaps after asking for a password.
may_be_root() {
    is_root || { command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }
}

as_root() {
    if is_root; then
        "$@"
    elif may_be_root; then
        sudo "$@"
    else
        return 1
    fi
}

updated=
apt_install() { # apt_install package why
    command -v apt-get >/dev/null 2>&1 || return 1
    may_be_root || {
        say "$1 is missing ($2), and this user may not install it. An administrator does: apt-get install $1"
        return 1
    }
    say "Installing $1 with apt-get: $2."
    if [ -z "$updated" ]; then
        as_root apt-get update -qq >/dev/null 2>&1 || true
        updated=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1
}

apt_knows() { # apt_knows package
    apt-cache show "$1" >/dev/null 2>&1
}

# Of what would start a server of its own when it is installed: the files alone, which need no root.
apt_unpack() { # apt_unpack package directory why
    command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
    # Without root it needs the lists of packages that are there.
    may_be_root || apt_knows "$1" || return 1
    say "Unpacking Debian's package $1 to $2: $3."
    rm -rf "$2" "$2.new"
    mkdir -p "$2.new"
    (
        cd "$2.new" &&
            { apt-get download -qq "$1" || { as_root apt-get update -qq && apt-get download -qq "$1"; }; } &&
            dpkg-deb -x "$1"_*.deb . &&
            rm "$1"_*.deb
    ) >/dev/null 2>&1 && mv "$2.new" "$2"
}

is_jdk25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25' "$1/release"
}

find_jdk() {
    for home in "${JAVA_HOME:-}" "${JAVA25_HOME:-}" \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.jbang/currentjdk "$HOME"/.gradle/jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
        if [ -n "$home" ] && is_jdk25 "$home"; then
            printf '%s' "$home"
            return 0
        fi
    done
    if command -v javac >/dev/null 2>&1; then
        home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
        if is_jdk25 "$home"; then
            printf '%s' "$home"
            return 0
        fi
    fi
    return 1
}

# Finds a JDK 25; never installs anything.
use_jdk() {
    home=$(find_jdk) || fail "Holdfast needs a JDK 25, and found none in JAVA_HOME, /usr/lib/jvm, ~/.sdkman or on PATH.
Get one, for example with one of$(apt_jdk)
  sdk install java 25-tem                    (https://sdkman.io)
  brew install openjdk@25
  https://adoptium.net/temurin/releases/?version=25
and run this again, with JAVA_HOME pointing to it if it lies anywhere unusual."
    JAVA_HOME=$home
    export JAVA_HOME
}

# The line for an administrator, where there is a package.
apt_jdk() {
    for package in temurin-25-jdk openjdk-25-jdk-headless; do
        if command -v apt-cache >/dev/null 2>&1 && apt_knows "$package"; then
            printf '\n  sudo apt-get install %s' "$package"
            return 0
        fi
    done
}

need_jdk() {
    if ! find_jdk >/dev/null && may_be_root; then
        apt_install temurin-25-jdk "there is no JDK 25 here" ||
            apt_install openjdk-25-jdk-headless "there is no JDK 25 here" || true
    fi
    use_jdk
}

# Debian's package puts it where an ordinary user's PATH does not lead; NatsServer looks at the same places.
unpacked_nats=${XDG_CACHE_HOME:-$HOME/.cache}/holdfast/nats-server
PATH=$PATH:/usr/sbin:$unpacked_nats/usr/sbin

has_nats() {
    command -v nats-server >/dev/null 2>&1
}

need_nats() {
    if [ -n "${HOLDFAST_MESSAGING_SERVERS:-}" ] || has_nats; then
        return 0
    fi
    apt_unpack nats-server "$unpacked_nats" "it carries the messages between the services" && has_nats && return 0
    fail "Holdfast needs nats-server on PATH, and could not install it. Get it with one of
  sudo apt-get install nats-server           (Debian, Ubuntu)
  brew install nats-server
  https://github.com/nats-io/nats-server/releases
or name one that runs elsewhere: HOLDFAST_MESSAGING_SERVERS=nats://host:4222"
}
