# ./holdfast admin: who the operators of the site are. Asks auth-service itself, which answers this only to its own machine; in Kubernetes
# a port of its pod is forwarded for as long as that takes. Read by ./holdfast.

# Prints the address of auth-service on this machine.
admin_here() { # admin_here directory
    [ -f "$1/running.properties" ] || fail "Nothing runs here: there is no $1/running.properties. Try --kubernetes or --url."
    # Colons are escaped in such files.
    sed -n 's/^auth-service\.url=//p' "$1/running.properties" | tr -d '\\'
}

# Forwards a port of a pod; sets url, forwarding, and authority where the pod serves by TLS (infra/k8s/components/tls).
admin_forward() { # admin_forward namespace
    command -v kubectl >/dev/null 2>&1 || fail "kubectl is needed to reach the cluster."
    forwarded=$(mktemp)
    kubectl --namespace "$1" port-forward deployment/auth-service :8080 >"$forwarded" &
    forwarding=$!
    trap 'kill "$forwarding" 2>/dev/null; rm -f "$forwarded"' EXIT
    until port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$forwarded") && [ -n "$port" ]; do
        kill -0 "$forwarding" 2>/dev/null || fail "kubectl cannot forward a port of auth-service."
        sleep 0.2
    done
    url=http://127.0.0.1:$port
    scheme=$(kubectl --namespace "$1" get deployment/auth-service \
        -o 'jsonpath={.spec.template.spec.containers[0].readinessProbe.httpGet.scheme}')
    if [ "$scheme" = HTTPS ]; then
        authority=$(mktemp)
        kubectl --namespace "$1" get secret/inside-services -o 'jsonpath={.data.ca\.crt}' | base64 -d >"$authority"
        url=https://auth-service:$port
    fi
}

# Verifies a pod as other services do, though it is reached through a forwarded port.
admin_curl() { # admin_curl options…
    if [ -n "$authority" ]; then
        curl --cacert "$authority" --resolve "auth-service:$port:127.0.0.1" "$@"
    else
        curl "$@"
    fi
}

# Escaped for JSON. Control characters are in no address.
admin_quoted() {
    printf '%s' "$1" | tr -d '\000-\037' | sed 's/[\\"]/\\&/g'
}

admin_act() { # admin_act ACTION ADDRESS
    status=$(admin_curl -sS -o "$answer" -w '%{http_code}' -H 'Content-Type: application/json' \
        -d "{\"action\": \"$1\", \"address\": \"$(admin_quoted "$2")\"}" "$url/actuator/operators")
    case $status in
        200) ;;
        204 | 404) fail "There is no account with the address $2. Its owner has to sign up first." ;;
        409) fail "The address $2 is not proven: a stranger may have made this account. Its owner has to follow the link in the mail first, or you vouch for it: ./holdfast admin vouch $2" ;;
        *) fail "auth-service answered $status: $(cat "$answer")" ;;
    esac
}

url=
data=$here/.holdfast
forwarding=
authority=
action=
address=
while [ $# -gt 0 ]; do
    case $1 in
        --url) need_value admin --url URL "${2:-}" && url=$2 && shift ;;
        --data) need_value admin --data DIR "${2:-}" && data=$2 && shift ;;
        --kubernetes)
            space=holdfast
            case ${2:-} in
                '' | -* | list | grant | revoke | vouch | codes-off) ;;
                *) space=$2 && shift ;;
            esac
            forwarding=$space
            ;;
        -*) wrong admin "There is no option $1" ;;
        *)
            [ -z "$address" ] || wrong admin "It takes one address, not $1 as well"
            if [ -z "$action" ]; then action=$1; else address=$1; fi
            ;;
    esac
    shift
done
case $action in
    list) [ -z "$address" ] || wrong admin "list takes no address" ;;
    grant | revoke | vouch | codes-off) [ -n "$address" ] || fail "Whose? ./holdfast admin $action ADDRESS" ;;
    '') incomplete admin ;;
    *) wrong admin "There is no ./holdfast admin $action" ;;
esac
command -v curl >/dev/null 2>&1 || fail "curl is needed to ask auth-service."
if [ -n "$forwarding" ]; then
    admin_forward "$forwarding"
elif [ -z "$url" ]; then
    url=$(admin_here "$data")
fi
answer=$(mktemp)
trap 'rm -f "$answer" "${forwarded:-}" "$authority"; case ${forwarded:-} in ?*) kill "$forwarding" 2>/dev/null ;; esac' EXIT
case $action in
    list)
        admin_curl -fsS -o "$answer" "$url/actuator/operators" || fail "auth-service does not answer at $url."
        if grep -q '"email"' "$answer"; then
            say "$(tr ',' '\n' <"$answer" | sed -n 's/.*"email": *"\([^"]*\)".*/\1/p')"
        else
            echo "There are no operators. ./holdfast admin grant ADDRESS makes one."
        fi
        ;;
    grant)
        admin_act GRANT "$address"
        echo "$address is an operator from the next sign-in on: sign out and in, then open /operator."
        ;;
    revoke)
        admin_act REVOKE "$address"
        echo "$address is no operator any more, and signed out everywhere."
        ;;
    vouch)
        admin_act VOUCH "$address"
        echo "$address counts as proven."
        ;;
    codes-off)
        admin_act CODES_OFF "$address"
        echo "$address signs in without codes of an app."
        ;;
esac
