#!/bin/bash
# shellcheck disable=SC2317
# monitoring.sh enable|change|disable: adds a server to the platform's dashboard, or removes it, through CloudControl
# (server/enableServerMonitoring, changeServerMonitoringPlan, disableServerMonitoring). It runs on the operator's
# machine.
#
# Environment: ENDPOINT (https://...), SERVER_ID, SERVICE_PLAN (ESSENTIALS or ADVANCED; not for disable), MCP_USER,
# MCP_PASSWORD; RETRY_SECONDS between two attempts while the platform is too busy (default 5), LIMIT_SECONDS (600).
# Written for bash 3.2 (macOS).
set -Eeuo pipefail

say() {
  printf 'monitoring: %s\n' "$*"
}

fail() {
  printf 'monitoring: %s\nmonitoring: to do: %s\n' "$1" "$2" >&2
  exit 1
}

check() {
  ENDPOINT=${ENDPOINT%/}
  case $ENDPOINT in
  https://*) ;;
  http://127.*.*.*:* | http://localhost:* | http://\[::1\]:*)
    # 127.example.com is not loopback, and neither is a host with a user before it
    [[ $ENDPOINT =~ ^http://(127\.[0-9]+\.[0-9]+\.[0-9]+|localhost|\[::1\]):[0-9]+(/[A-Za-z0-9._/-]*)?$ ]] || unsafe
    ;;
  *) unsafe ;;
  esac
  [[ $SERVER_ID =~ ^[A-Za-z0-9-]+$ ]] || fail "\"$SERVER_ID\" is no id of a server" "give the id that the platform gave it, letters, digits and dashes"
  [[ $act == disable || $SERVICE_PLAN =~ ^(ESSENTIALS|ADVANCED)$ ]] ||
    fail "unknown service plan \"$SERVICE_PLAN\"" "use ESSENTIALS or ADVANCED"
  if [[ -z ${MCP_USER:-} || -z ${MCP_PASSWORD:-} ]]; then
    fail "MCP_USER or MCP_PASSWORD is not set" "export both, as for the provider"
  fi
}

unsafe() {
  fail "the endpoint $ENDPOINT would carry the password in clear text" "use an https:// address; http:// is taken for loopback only, with a port"
}

# ask OPTIONS... PATH: body of the answer in $body, HTTP status in $status
ask() {
  local answer config user password
  user=$(quoted "$MCP_USER")
  password=$(quoted "$MCP_PASSWORD")
  config=$(printf 'user = "%s:%s"\n' "$user" "$password")
  # credentials go over a descriptor, because every user of this machine can see arguments
  if ! answer=$(env -u MCP_USER -u MCP_PASSWORD curl --disable --config <(printf '%s\n' "$config") --silent --show-error \
    --max-time 60 --write-out '\n%{http_code}' "${@:1:$#-1}" "$ENDPOINT${*: -1}"); then
    fail "no answer from $ENDPOINT, see above" "see whether this machine reaches it, and whether the region's address is right"
  fi
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
  if [[ $status == 401 ]]; then
    fail "$ENDPOINT does not accept MCP_USER and MCP_PASSWORD (HTTP 401)" "correct them; they are those of the provider, and belong to one geographical region's organisation"
  fi
}

# escapes a quoted value of curl's configuration
quoted() {
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

organisation() {
  ask --header 'Accept: text/xml' /oec/0.9/myaccount
  org=$(printf '%s' "$body" | tr -d '\n' | sed -n 's/.*<\([A-Za-z0-9]*:\)\{0,1\}orgId>\([^<]*\)<.*/\2/p')
  [[ $status == 200 && $org =~ ^[A-Za-z0-9-]+$ ]] ||
    fail "$ENDPOINT/oec/0.9/myaccount answered HTTP $status without an organisation: ${body:0:200}" "see whether the endpoint is a CloudControl API"
}

# field NAME: a text of the answer
field() {
  printf '%s' "$body" | tr -d '\n' | sed -n 's/.*"'"$1"'"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p'
}

# request OPERATION JSON: sets $code to responseCode, once the platform is not too busy
request() {
  local told=no
  while :; do
    ask --header 'Accept: application/json' --header 'Content-Type: application/json' --data "$2" "/caas/2.4/$org/server/$1"
    code=$(field responseCode)
    case $code in
    RESOURCE_BUSY | RETRYABLE_SYSTEM_ERROR) ;;
    '') [[ $status =~ ^50[234]$ ]] || return 0 ;;
    *) return 0 ;;
    esac
    [ "$SECONDS" -lt "$limit" ] ||
      fail "the platform was too busy for $limit s: ${code:-HTTP $status} $(field message)" "see what else happens to the server ($SERVER_ID), then apply again"
    if [[ $told == no ]]; then
      say "the platform is busy (${code:-HTTP $status}), trying again for $limit s at most"
      told=yes
    fi
    sleep "${RETRY_SECONDS:-5}"
  done
}

unexpected() {
  fail "server/$1 of $SERVER_ID: ${code:-HTTP $status}: $(field message)" "see the server at the platform's console; the code is explained in the CloudControl API's documentation"
}

enable() {
  request enableServerMonitoring "{\"id\":\"$SERVER_ID\",\"servicePlan\":\"$SERVICE_PLAN\"}"
  case $code in
  OK | IN_PROGRESS) say "$SERVER_ID is monitored, plan $SERVICE_PLAN" ;;
  NO_CHANGE) change ;; # it is already monitored, with this plan or with the other one
  *) unexpected enableServerMonitoring ;;
  esac
}

change() {
  request changeServerMonitoringPlan "{\"id\":\"$SERVER_ID\",\"servicePlan\":\"$SERVICE_PLAN\"}"
  case $code in
  OK | IN_PROGRESS | NO_CHANGE) say "$SERVER_ID is monitored, plan $SERVICE_PLAN" ;;
  *) unexpected changeServerMonitoringPlan ;;
  esac
}

disable() {
  request disableServerMonitoring "{\"id\":\"$SERVER_ID\"}"
  case $code in
  OK | IN_PROGRESS | NO_CHANGE | RESOURCE_NOT_FOUND) say "$SERVER_ID is not monitored" ;;
  *) unexpected disableServerMonitoring ;;
  esac
}

main() {
  : "${ENDPOINT:?}" "${SERVER_ID:?}"
  SERVICE_PLAN=${SERVICE_PLAN:-}
  limit=${LIMIT_SECONDS:-600}
  act=${1:-}
  case $act in
  enable | change | disable) ;;
  *) fail "\"$act\" is nothing to do" "give enable, change or disable" ;;
  esac
  check
  organisation
  "$act"
}

main "$@"; exit
