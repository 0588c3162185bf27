# shellcheck shell=bash
# The beginning of each script that is given to a node: facts, one a line ("fact", name, value, with tabs between), and
# questions to its mysqld as root. Uses nothing that a deployment left on the node: a second opinion. Three variables are
# set before: ROOT_SESSION and ORDINARY_SESSION, what a session sets first, and NODE_ACCOUNTS, accounts of the node's own.
set -uo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# seconds for one question, and for waiting for a lock: these looks must not block anybody
ANSWER=60
LOCK=5

# error output of programs, apart from their answers
complaints=$(mktemp --tmpdir=/run plumbline-verify-XXXXXX)
trap 'rm -f -- "$complaints"' EXIT

# fact NAME VALUE: joins the lines of a value
fact() {
  local value=${2//$'\n'/ }
  printf 'fact\t%s\t%s\n' "$1" "${value//$'\t'/ }"
}

# sql [OPTION...]: runs statements from standard input, or of --execute. Errors go to $complaints.
sql() {
  local status=0
  timeout "$ANSWER" mysql --no-defaults --user=root --connect-timeout=10 --default-character-set=utf8mb4 \
    --init-command="$ROOT_SESSION, SESSION lock_wait_timeout = $LOCK, SESSION group_concat_max_len = 16777216, SESSION sort_buffer_size = 33554432" \
    --batch --skip-column-names --raw "$@" 2>"$complaints" || status=$?
  if ((status == 124)); then echo "no answer within $ANSWER s" >>"$complaints"; fi
  return "$status"
}

complaint() {
  tr '\n' ' ' <"$complaints"
}

# ask VARIABLE WHAT EXPRESSION: sets the variable, or reports that there was no answer and returns 1. An error text is
# never an answer.
ask() {
  local answer
  if ! answer=$(sql --execute "SELECT $3"); then
    fact unanswered "$2: $(complaint)"
    return 1
  fi
  printf -v "$1" '%s' "${answer//$'\n'/}"
}

# tell FACT EXPRESSION: one value as a fact
tell() {
  local found
  if ask found "$1" "$2"; then fact "$1" "$found"; fi
}

# tell_each FACT STATEMENT: a fact for each row
tell_each() {
  local rows row
  if ! rows=$(sql --execute "$2"); then
    fact unanswered "$1: $(complaint)"
    return 1
  fi
  while IFS= read -r row; do
    if [[ -n $row ]]; then fact "$1" "$row"; fi
  done <<<"$rows"
}

# mysqld_state: up, refused if mysqld itself says no, or unreachable; the reason is in $complaints. "Too many
# connections" may change in a moment.
mysqld_state() {
  local tries code
  for tries in 1 2 3; do
    if sql --execute 'DO 0' >/dev/null; then
      echo up
      return
    fi
    code=$(sed --quiet 's/^ERROR \([0-9]*\).*/\1/p' "$complaints" | head --lines=1)
    if [[ $code != 1040 || $tries == 3 ]]; then break; fi
    sleep 1
  done
  # errors of the client itself are 2000 to 2999; two of them mean that a mysqld has answered
  case $code in
    2059 | 2061) echo refused ;;
    2??? | '') echo unreachable ;;
    *) echo refused ;;
  esac
}
