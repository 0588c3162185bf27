# shellcheck shell=bash
# Given to bash on a database node, as root, behind mysqld.sh: how its replication does, as facts. One more variable
# is set before: CHANNEL_QUESTION, which finds what is wrong with the channel of a replica. Acts:
#   write TOKEN             at the source: the canary, one row in a table of its own; then what the source has
#   follow TOKEN SET SOURCE ACCOUNT DATABASE  at a replica: waits for the source's transactions, looks for the row, tries to
#                           write as root and as ACCOUNT. SOURCE is the name that the channel must have
#   known SET               at the source, when the replica has answered: which of its transactions are not known here, which
#                           it lacks and cannot get any more, and how its connection is seen

# longer than twice a replica's pause between attempts to connect
PATIENCE=30
# seconds that a replica may take while it makes progress
CATCHING_UP=120

write() {
  # removes rows older than a day, so that the table stays small
  if sql --execute "REPLACE INTO plumbline.canary (token, written_at) VALUES ('$1', UTC_TIMESTAMP(6));
    DELETE FROM plumbline.canary WHERE written_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY" >/dev/null; then
    fact written yes
  else
    fact written "$(complaint)"
  fi
  tell gtid_executed '@@GLOBAL.gtid_executed'
}

# the clients that read the binary log, as the source sees them: address, TLS version, cipher; "unseen" if
# performance_schema does not count connections
feeds() {
  local rows host version cipher
  if ! rows=$(sql --execute "SELECT feed.PROCESSLIST_HOST, IF(version.THREAD_ID IS NULL, 'unseen', COALESCE(NULLIF(version.VARIABLE_VALUE, ''), 'none')),
      IF(cipher.THREAD_ID IS NULL, 'unseen', COALESCE(NULLIF(cipher.VARIABLE_VALUE, ''), 'none'))
    FROM performance_schema.threads AS feed
    LEFT JOIN performance_schema.status_by_thread AS cipher
      ON cipher.THREAD_ID = feed.THREAD_ID AND cipher.VARIABLE_NAME = 'Ssl_cipher'
    LEFT JOIN performance_schema.status_by_thread AS version
      ON version.THREAD_ID = feed.THREAD_ID AND version.VARIABLE_NAME = 'Ssl_version'
    WHERE feed.PROCESSLIST_COMMAND LIKE 'Binlog Dump%'"); then
    fact unanswered "connections of replicas: $(complaint)"
    return
  fi
  while IFS=$'\t' read -r host version cipher; do
    if [[ -n $host ]]; then
      fact feed "$(getent ahostsv6 "$host" | awk '{ print $1; exit }') $version $cipher"
    fi
  done <<<"$rows"
  tell performance_schema '@@GLOBAL.performance_schema'
}

# sets $state: "ON ON" when both threads run, nothing without a channel
threads() {
  ask state "receiver and applier" "COALESCE(MAX(CONCAT_WS(' ', connection.SERVICE_STATE, applier.SERVICE_STATE)), '')
    FROM performance_schema.replication_connection_status AS connection
    JOIN performance_schema.replication_applier_status AS applier USING (CHANNEL_NAME) WHERE CHANNEL_NAME = ''"
}

COMPLAINTS="SELECT CONCAT('receiver: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_connection_status WHERE LAST_ERROR_NUMBER <> 0
    UNION ALL SELECT CONCAT('coordinator: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_applier_status_by_coordinator WHERE LAST_ERROR_NUMBER <> 0
    UNION ALL SELECT CONCAT('worker: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_applier_status_by_worker WHERE LAST_ERROR_NUMBER <> 0"

# channel SOURCE: returns 1 if its threads do not run
channel() {
  local end=$((SECONDS + PATIENCE)) state=''
  threads || return 1
  # OFF stays off; only CONNECTING may become ON by itself
  while [[ $state == *CONNECTING* ]] && ((SECONDS < end)); do
    sleep 0.5
    threads || return 1
  done
  fact threads "${state:-no channel}"
  [[ $state == "ON ON" ]] || tell_each complaint "$COMPLAINTS"
  if [[ -n $state ]]; then
    tell source_uuid "SOURCE_UUID FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''"
    tell_each channel_flaw "SET @source_host = '$1'; SELECT CONCAT_WS('|', found, remedy) FROM ($CHANNEL_QUESTION) AS flaws"
  fi
  [[ $state == "ON ON" ]]
}

# lacking SET: sets $missing
lacking() {
  ask missing "transactions that are missing" "GTID_SUBTRACT('$1', @@GLOBAL.gtid_executed)"
}

# sets $work to what the two threads are working on, empty if they wait for more; and $held to what blocks a worker
work() {
  ask work "work of the channel" "COALESCE(GROUP_CONCAT(what ORDER BY what), '') FROM (
      SELECT QUEUEING_TRANSACTION AS what FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''
      UNION ALL SELECT APPLYING_TRANSACTION FROM performance_schema.replication_applier_status_by_worker WHERE CHANNEL_NAME = ''
    ) AS hands WHERE what <> ''" &&
    ask held "locks of the applier" "COALESCE(MAX(PROCESSLIST_STATE), '') FROM performance_schema.threads
      WHERE NAME IN ('thread/sql/replica_worker', 'thread/sql/slave_worker', 'thread/sql/replica_sql', 'thread/sql/slave_sql')
        AND PROCESSLIST_STATE LIKE 'Waiting for % lock'"
}

# catch_up SET: waits until the set is complete or there is no more progress. A large transaction changes no set, but
# shows as work.
catch_up() {
  local patience=$PATIENCE end=$((SECONDS + CATCHING_UP)) before='' now='' missing='' work='' held='' waited=''
  if [[ $running == no ]]; then patience=1; fi
  while ask waited "wait for transactions" "WAIT_FOR_EXECUTED_GTID_SET('$1', $patience)" && [[ $waited != 0 ]]; do
    ask now "transactions" '@@GLOBAL.gtid_executed' && work || return
    if [[ $running == no || -n $held ]] || [[ $now == "$before" && -z $work ]] || ((SECONDS > end)); then break; fi
    before=$now
    patience=5
  done
  lacking "$1" || return
  fact missing "$missing"
  if [[ -n $missing && $running == yes ]]; then
    fact held "$held"
    # there was progress, or work is going on
    if [[ -z $held ]] && [[ -n $work || $now != "$before" ]]; then fact moves yes; fi
  fi
  tell gtid_executed '@@GLOBAL.gtid_executed'
}

# tries_to_write ACCOUNT DATABASE: a statement that changes nothing if it is allowed: the database exists
tries_to_write() {
  local account=$1 database=$2 there=''
  ask there "database" "COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '$database'" || return
  # MySQL checks whether it is read-only before it checks the account's privileges
  [[ $there == 1 ]] || database=mysql
  if sql --execute "CREATE DATABASE \`$database\`" >/dev/null; then : >"$complaints"; fi
  fact "write root" "$(complaint)"
  (cd / && runuser -u "$account" -- timeout 30 mysql --no-defaults --connect-timeout=10 --init-command="$ORDINARY_SESSION" \
    --execute "CREATE DATABASE \`$database\`") >/dev/null 2>"$complaints"
  fact "write $account" "$(complaint)"
}

follow() {
  local token=$1 set=$2 source=$3 account=$4 database=$5 running=yes
  channel "$source" || running=no
  catch_up "$set"
  tell canary "COALESCE(MAX(token), '') FROM plumbline.canary WHERE token = '$token'"
  tell_each prepared 'XA RECOVER CONVERT XID'
  tries_to_write "$account" "$database"
}

known() {
  tell unknown "GTID_SUBTRACT('$1', @@GLOBAL.gtid_executed)"
  tell purged "GTID_SUBTRACT(@@GLOBAL.gtid_purged, '$1')"
  tell_each prepared 'XA RECOVER CONVERT XID'
  feeds
}

main() {
  local act=$1
  shift
  case $act in
    write) write "$@" ;;
    follow)
      # mysqld itself waits, in one statement
      ANSWER=$((CATCHING_UP + 60))
      follow "$@"
      ;;
    known) known "$@" ;;
  esac
  fact complete yes
}

main "$@" </dev/null; exit
