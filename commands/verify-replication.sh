# shellcheck shell=bash
# Given to bash on a database node, as root: how its replication does, as facts like those of verify-node.sh. Acts:
#   write TOKEN             at the source: the canary, one row in a table of its own; then what the source has
#   follow TOKEN SET SOURCE ACCOUNT DATABASE  at a replica: waits for the source's transactions, looks for the row, tries to
#                           write as root and as ACCOUNT
#   known SET               at the source, when the replica has answered: which of its transactions are not known here, and how
#                           its connection is seen
#   data DATABASE           at either: a checksum of each table, and the transactions that they are of
set -uo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# more than twice the pause between two tries of a replica to connect
PATIENCE=30
# seconds that a replica that moves may take
CATCHING_UP=120
# bytes up to which tables are read whole
COMPARED=$((256 * 1024 * 1024))

fact() {
  local value=${2//$'\n'/ }
  printf 'fact\t%s\t%s\n' "$1" "${value//$'\t'/ }"
}

sql() {
  timeout $((CATCHING_UP + 30)) mysql --no-defaults --user=root --connect-timeout=10 --batch --skip-column-names --raw "$@" 2>&1
}

value() {
  sql --execute "SELECT $1" | tr --delete '\n'
}

write() {
  local said
  # the row of a day ago goes: the table stays small however often this runs
  said=$(sql --execute "REPLACE INTO plumbline.canary (token, written_at) VALUES ('$1', UTC_TIMESTAMP(6));
    DELETE FROM plumbline.canary WHERE written_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY")
  fact written "${said:-yes}"
  fact gtid_executed "$(value '@@GLOBAL.gtid_executed')"
}

# how the source sees those who read its binary log: address, TLS version, cipher
feeds() {
  sql --execute "SELECT CONCAT_WS(' ', feed.PROCESSLIST_HOST, COALESCE(NULLIF(version.VARIABLE_VALUE, ''), 'none'),
      COALESCE(NULLIF(cipher.VARIABLE_VALUE, ''), 'none'))
    FROM performance_schema.threads AS feed
    LEFT JOIN performance_schema.status_by_thread AS cipher
      ON cipher.THREAD_ID = feed.THREAD_ID AND cipher.VARIABLE_NAME = 'Ssl_cipher'
    LEFT JOIN performance_schema.status_by_thread AS version
      ON version.THREAD_ID = feed.THREAD_ID AND version.VARIABLE_NAME = 'Ssl_version'
    WHERE feed.PROCESSLIST_COMMAND LIKE 'Binlog Dump%'" | while read -r host version cipher; do
    fact feed "$(getent ahostsv6 "$host" | awk '{ print $1; exit }') $version $cipher"
  done
}

threads() {
  sql --execute "SELECT CONCAT_WS(' ', connection.SERVICE_STATE, applier.SERVICE_STATE)
    FROM performance_schema.replication_connection_status AS connection
    JOIN performance_schema.replication_applier_status AS applier USING (CHANNEL_NAME) WHERE CHANNEL_NAME = ''"
}

complaints() {
  sql --execute "
    SELECT CONCAT('receiver: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_connection_status WHERE LAST_ERROR_NUMBER <> 0
    UNION ALL SELECT CONCAT('coordinator: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_applier_status_by_coordinator WHERE LAST_ERROR_NUMBER <> 0
    UNION ALL SELECT CONCAT('worker: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_applier_status_by_worker WHERE LAST_ERROR_NUMBER <> 0"
}

channel() {
  local end=$((SECONDS + PATIENCE)) state
  state=$(threads)
  # OFF was turned off; only CONNECTING may become ON by itself
  while [[ $state == *CONNECTING* ]] && ((SECONDS < end)); do
    sleep 0.5
    state=$(threads)
  done
  fact threads "${state:-no channel}"
  [[ $state == "ON ON" ]] || fact complaints "$(complaints)"
  fact channel "$(sql --execute "SELECT CONCAT_WS(' ', SSL_ALLOWED, SSL_VERIFY_SERVER_CERTIFICATE, AUTO_POSITION)
    FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME = ''")"
  fact source_uuid "$(sql --execute "SELECT SOURCE_UUID FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''")"
  [[ $state == "ON ON" ]]
}

# catch_up SET: until all of it is here, or until nothing moves any more
catch_up() {
  local patience=$PATIENCE end=$((SECONDS + CATCHING_UP)) before='' now
  if [[ $running == no ]]; then patience=1; fi
  until [[ $(value "WAIT_FOR_EXECUTED_GTID_SET('$1', $patience)") == 0 ]]; do
    now=$(value '@@GLOBAL.gtid_executed')
    if [[ $now == "$before" || $running == no ]] || ((SECONDS > end)); then break; fi
    before=$now
    patience=5
  done
  fact missing "$(value "GTID_SUBTRACT('$1', @@GLOBAL.gtid_executed)")"
  fact gtid_executed "$(value '@@GLOBAL.gtid_executed')"
}

# a statement that changes nothing where it is let through: that database is there
tries_to_write() {
  local account=$1 database=$2 statement
  statement="CREATE DATABASE \`mysql\`"
  if [[ $(value "COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '$database'") == 1 ]]; then
    statement="CREATE DATABASE \`$database\`"
  fi
  fact "write root" "$(sql --execute "$statement")"
  fact "write $account" "$(cd / && runuser -u "$account" -- timeout 30 mysql --no-defaults --connect-timeout=10 --execute "$statement" 2>&1)"
}

follow() {
  local token=$1 set=$2 account=$3 database=$4 running=yes
  channel || running=no
  catch_up "$set"
  fact canary "$(sql --execute "SELECT token FROM plumbline.canary WHERE token = '$token'")"
  tries_to_write "$account" "$database"
}

known() {
  fact unknown "$(value "GTID_SUBTRACT('$1', @@GLOBAL.gtid_executed)")"
  feeds
}

# only where both servers hold the same transactions can their tables be compared: the caller looks
data() {
  local database=$1 size
  fact gtid_before "$(value '@@GLOBAL.gtid_executed')"
  size=$(sql --init-command='SET SESSION information_schema_stats_expiry = 0' \
    --execute "SELECT COALESCE(SUM(DATA_LENGTH), 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '$database'")
  fact bytes "$size"
  sql --execute "SELECT TABLE_NAME FROM information_schema.TABLES
    WHERE TABLE_SCHEMA = '$database' AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME" | while read -r table; do
    if ((size > COMPARED)); then
      fact table "$table"
    else
      table=\`$database\`.\`${table//\`/\`\`}\`
      fact table "${table##*.} $(value "COUNT(*) FROM $table") $(sql --execute "CHECKSUM TABLE $table" | cut -f 2)"
    fi
  done
  fact gtid_after "$(value '@@GLOBAL.gtid_executed')"
}

main() {
  local act=$1
  shift
  case $act in
    write) write "$@" ;;
    follow) follow "$@" ;;
    known) known "$@" ;;
    data) data "$@" ;;
  esac
  fact complete yes
}

main "$@" </dev/null; exit
