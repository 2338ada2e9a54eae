# Sourced by ./holdfast: arguments are looked at before anything is installed or built. Which options a command has is read from its help in
# infra/scripts/help: "--port N" takes a value, and N tells which; "--fresh" takes none.

help_file() { # help_file command
    case $1 in
        restore) printf '%s' "$scripts/help/backup.txt" ;;
        *) printf '%s' "$scripts/help/$1.txt" ;;
    esac
}

# Prints the help of a command, or of all, and ends.
help() { # help [command]
    file=$(help_file "${1:-help}")
    [ -f "$file" ] || file=$(help_file help)
    cat "$file"
    exit
}

wrong() { # wrong command what
    printf '%s\n' "$2. ./holdfast $1 --help lists what there is." >&2
    exit 2
}

# Without what it is about, a command shows its help.
incomplete() { # incomplete command
    cat "$(help_file "$1")" >&2
    exit 2
}

is_number() { # is_number value least most
    case $1 in
        '' | *[!0-9]* | ????????????????????*) return 1 ;;
    esac
    [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

need_number() { # need_number command option value
    least=0
    most=9223372036854775807
    case $1$2 in
        run--port) most=65535 ;;
        run--replicas) least=1 && most=4 ;;
        run--joining) most=600 ;;
        bench*) least=1 && most=2147483647 ;;
    esac
    is_number "$3" "$least" "$most" && return
    case $least-$most in
        0-??????????*) range= ;;
        1-??????????*) range=" over 0" ;;
        *) range=" from $least to $most" ;;
    esac
    wrong "$1" "$2 needs a number$range, not $3"
}

need_words() { # need_words command option value of its help
    # shellcheck disable=SC2086
    for word in $(printf '%s' "$3" | tr ',' ' '); do
        case $word in
            *[!a-z-]*) wrong "$1" "$2 does not know $word" ;;
        esac
        grep -qE -- "(^|[^-a-z])$word([^-a-z]|\$)" "$(help_file "$1")" || wrong "$1" "$2 does not know $word"
    done
}

need_value() { # need_value command option kind value
    [ -n "$4" ] || wrong "$1" "$2 needs a value"
    case $3 in
        N | S | T | J) need_number "$1" "$2" "$4" ;;
        N,N)
            for number in $(printf '%s' "$4" | tr ',' ' '); do
                need_number "$1" "$2" "$number"
            done
            ;;
        M)
            case $4 in
                *[!0-9.]* | *.*.*) wrong "$1" "$2 needs a number over 0, not $4" ;;
                *[1-9]*) ;;
                *) wrong "$1" "$2 needs a number over 0, not $4" ;;
            esac
            ;;
        A,B) need_words "$1" "$2" "$4" ;;
        FILE)
            case $4 in
                http://* | https://*) ;;
                *) { [ -r "$4" ] && [ ! -d "$4" ]; } || wrong "$1" "There is no file $4 for $2" ;;
            esac
            ;;
    esac
}

# Prints what an option takes, such as N; fails if the command has no such option.
option_kind() { # option_kind command option
    listed=$2
    case $listed in
        --auth-mongodb-uri | --events-mongodb-uri | --payments-mongodb-uri | --expiration-mongodb-uri) listed=--orders-mongodb-uri ;;
        *[!a-z-]* | --help) return 1 ;;
    esac
    grep -qE -- "(^|[^-a-z])$listed([^-a-z]|\$)" "$(help_file "$1")" || return 1
    sed -nE "s/.*(^|[^-a-z])$listed ([A-Z][A-Z,]*)([^A-Za-z].*)?\$/\2/p" "$(help_file "$1")" | head -n 1
}

need_options() { # need_options command arguments…
    of=$1
    shift
    while [ $# -gt 0 ]; do
        option=$1
        shift
        case $option in
            --*=*)
                # Only these commands read a value from the same word.
                case $of in
                    run | check | backup | restore) set -- "${option#*=}" "$@" && option=${option%%=*} ;;
                esac
                ;;
            --*) ;;
            *) wrong "$of" "There is no option $option" ;;
        esac
        kind=$(option_kind "$of" "$option") || wrong "$of" "There is no option $option"
        if [ -n "$kind" ]; then
            need_value "$of" "$option" "$kind" "${1:-}"
            shift
        fi
    done
}

need_none() { # need_none command arguments…
    [ $# -eq 1 ] || wrong "$1" "There is no option $2"
}

need_back_up() { # need_back_up backup|restore DIR options…
    of=$1
    case ${2:-} in
        '') incomplete "$of" ;;
        -*) wrong "$of" "The directory comes first: ./holdfast $of DIR" ;;
    esac
    if [ "$of" = restore ]; then
        [ -d "$2" ] || wrong restore "There is no directory $2"
        [ -f "$2/backup.properties" ] || wrong restore "There is no finished back-up in $2"
    else
        [ ! -e "$2" ] || [ -d "$2" ] || wrong backup "$2 is no directory"
        [ -z "$(ls -A "$2" 2>/dev/null)" ] || wrong backup "$2 is not empty: a back-up goes to a directory of its own"
        case " $* " in
            *" --replace "*) wrong backup "--replace is an option of ./holdfast restore only" ;;
        esac
    fi
    shift 2
    need_options "$of" "$@"
}

need_draw() { # need_draw verify [DRAW] options…
    [ $# -gt 0 ] || incomplete draw
    [ "$1" = verify ] || wrong draw "There is no ./holdfast draw $1"
    shift
    [ $# -gt 0 ] || wrong draw "Which draw? ./holdfast draw verify ADDRESS, or a file"
    case $1 in
        -*) ;;
        *) need_value draw verify FILE "$1" && shift ;;
    esac
    need_options draw "$@"
}

need_bench() { # need_bench part options…
    [ $# -gt 0 ] || incomplete bench
    case $1 in
        -* | '' | *[!a-z]*) wrong bench "What is measured comes first, not $1" ;;
    esac
    grep -q "^\./holdfast bench $1 " "$(help_file bench)" || wrong bench "There is nothing called $1 to measure"
    if [ "$1" = beside ]; then
        [ "${2:-}" = pretix ] || wrong bench "It is ./holdfast bench beside pretix"
        shift
    fi
    shift
    need_options bench "$@"
}

modules() { # of the checkout, by their directories
    (cd "$here" && find . \( -name target -o -name src -o -name '.?*' \) -prune -o -name pom.xml -print) |
        sed -nE 's#^\./(.+)/pom\.xml$#\1#p' | LC_ALL=C sort
}

need_modules() { # need_modules modules…
    for module in "$@"; do
        case $module in
            -*) wrong unit "There is no option $module" ;;
        esac
        modules | grep -qxF -- "${module%/}" || fail "There is no module $module. There are:
$(modules | sed 's/^/  /')"
    done
}

need_images() { # need_images [--no-build] modules…
    [ "${1:-}" != --no-build ] || shift
    for module in "$@"; do
        case $module in
            -*) wrong images "There is no option $module" ;;
        esac
        case " $image_modules " in
            *" $module "*) ;;
            *) wrong images "There is no image of $module. There are: $image_modules" ;;
        esac
    done
}

# The rest is Maven's, whose options have a short form each: so a mistyped option of ours is found before anything is fetched.
need_test_options() { # need_test_options arguments…
    case ${1:-} in
        --all | --cluster | --embedded | --chaos) shift ;;
        '' | -*) ;;
        *) wrong test "There is no option $1" ;;
    esac
    for option in "$@"; do
        case $option in
            --*) wrong test "There is no option $option; Maven's are given in their short form" ;;
        esac
    done
}

need_mutants() { # need_mutants options…
    need_options mutants "$@"
    while [ $# -gt 0 ]; do
        if [ "$1" = --only ]; then
            grep -qxF -- "## $2" "$here/testing/simulation/mutants/mutants.txt" || wrong mutants "There is no mutant $2"
        fi
        shift
    done
}

# Ends with a message if a command does not take these.
look_at_arguments() { # look_at_arguments command arguments…
    case $1 in
        run | check | simulate | chaos) need_options "$@" ;;
        backup | restore) need_back_up "$@" ;;
        build | api | stand-ins | prepare) need_none "$@" ;;
        sbom)
            case ${2:-} in
                -*) wrong sbom "There is no option $2" ;;
            esac
            [ $# -le 2 ] || wrong sbom "It writes one file, not $3"
            ;;
        draw) shift && need_draw "$@" ;;
        bench) shift && need_bench "$@" ;;
        unit) shift && need_modules "$@" ;;
        images) shift && need_images "$@" ;;
        test) shift && need_test_options "$@" ;;
        mutants) shift && need_mutants "$@" ;;
    esac
}
