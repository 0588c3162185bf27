# shellcheck shell=bash
# Given to bash on a database node, as root, behind mysqld.sh: what its mysqld holds, as facts that both ends of a
# replication can be compared by. Locks nothing that a writer needs. Arguments: transactions to wait for first, or nothing;
# then the names of the tables to read, all where there are none. One more variable is set before: CONTENT_QUESTION.
#   structure KIND HASH NAME   a database, table, view, trigger, procedure, function or event; the hash is of its definition
#   content ROWS SUM NAME      a table; two with the same rows have the same sum
#   memory ROWS NAME           a table of the engine MEMORY; its rows are counted, not read
#   unread NAME|REASON         a table that was not read; unread_object KIND NAME|REASON likewise
#   account NAME|...           an account without its secret; secret HASH NAME; grant NAME|...
# seconds that one table may take: so long do those wait who alter it, and those behind them
TABLE_SECONDS=10
# limits in seconds and bytes, for all tables together
READING=120
COMPARED=$((256 * 1024 * 1024))

work=$(mktemp --directory --tmpdir=/run plumbline-verify-XXXXXX)
trap 'rm -rf -- "$complaints" "$work"' EXIT

# name EXPRESSION...: SQL for a dotted name on one line, whatever it contains
name() {
  local part parts=()
  for part; do parts+=("TRIM(BOTH '\"' FROM JSON_QUOTE($part))"); done
  local IFS=,
  printf "CONCAT_WS('.', %s)" "${parts[*]}"
}

# quoted EXPRESSION...: SQL for an identifier
quoted() {
  local part parts=()
  for part; do parts+=("CONCAT('\`', REPLACE($part, '\`', '\`\`'), '\`')"); done
  local IFS=,
  printf "CONCAT_WS('.', %s)" "${parts[*]}"
}

# shown KIND SCHEMA NAME FROM: SQL for kind, name and SHOW CREATE statement of objects; no statement where a name breaks a
# line
shown() {
  local target
  target=$(quoted "$2" "$3")
  printf "SELECT LOWER('%s'), %s, IF(%s, '', CONCAT('SHOW CREATE %s ', %s)) FROM information_schema.%s AND %s NOT IN (%s)" \
    "$1" "$(name "$2" "$3")" "$(breaks_line "$target")" "$1" "$target" "$4" "$2" "$SYSTEM_SCHEMAS"
}

# breaks_line EXPRESSION: SQL for whether a text is more than one line, or a field of one
breaks_line() {
  printf "INSTR(%s, '\\\\n') + INSTR(%s, '\\\\r') + INSTR(%s, '\\\\t') + INSTR(%s, '\\\\0') > 0" "$1" "$1" "$1" "$1"
}

# definition KIND: of the row that SHOW CREATE gives, what counts: not how far a table has counted, not when a trigger was
# made, not whether an event runs here; comments, which some clients take out; in views, parentheses and blanks; nor whether
# a table spells out a character set that follows from something else, as it does out of a dump: collations are told apart
definition() {
  case $1 in
    table) sed -E 's/ AUTO_INCREMENT=[0-9]+//; s/ (CHARACTER SET|COLLATE|CHARSET)[ =][a-z0-9_]+//g' ;;
    database) sed -E 's@ /\* READ ONLY=1 \*/@@' ;;
    view) tr --delete '() ' ;;
    *) cut -f 1-6 | sed -E 's/ (ENABLE|DISABLE ON SLAVE|DISABLE ON REPLICA|DISABLE)( COMMENT | DO )/\2/
        s@/\*([^*]|\*+[^*/])*\*+/@@g; s/(-- |#)([^\\]|\\[^n])*//g; s/(\\[nt]|[[:space:]])+//g' ;;
  esac
}

structure() {
  local place kind object statement row why
  if ! sql --execute "SELECT 'database', $(name SCHEMA_NAME), IF($(breaks_line SCHEMA_NAME), '', CONCAT('SHOW CREATE DATABASE ', $(quoted SCHEMA_NAME)))
        FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ($SYSTEM_SCHEMAS)
      UNION ALL $(shown TABLE TABLE_SCHEMA TABLE_NAME "TABLES WHERE TABLE_TYPE = 'BASE TABLE'")
      UNION ALL $(shown VIEW TABLE_SCHEMA TABLE_NAME "TABLES WHERE TABLE_TYPE = 'VIEW'")
      UNION ALL $(shown TRIGGER TRIGGER_SCHEMA TRIGGER_NAME "TRIGGERS WHERE TRUE")
      UNION ALL $(shown PROCEDURE ROUTINE_SCHEMA ROUTINE_NAME "ROUTINES WHERE ROUTINE_TYPE = 'PROCEDURE'")
      UNION ALL $(shown FUNCTION ROUTINE_SCHEMA ROUTINE_NAME "ROUTINES WHERE ROUTINE_TYPE = 'FUNCTION'")
      UNION ALL $(shown EVENT EVENT_SCHEMA EVENT_NAME "EVENTS WHERE TRUE")" >"$work/objects"; then
    fact unanswered "objects: $(complaint)"
    return
  fi
  answers "$work/objects" 3 >"$work/definitions"
  place=0
  while IFS=$'\t' read -r kind object statement; do
    place=$((place + 1))
    if [[ -z $statement ]]; then
      fact unread_object "$kind $object|a name in it breaks a line"
      continue
    fi
    row=$(sed --quiet "s/^$place\t//p" "$work/definitions")
    if [[ -z $row ]]; then
      why=$(why "$place")
      if refuses "$why"; then fact unreadable "$kind $object: $why"; fi
      fact unread_object "$kind $object|$why"
    else
      fact structure "$kind $(definition "$kind" <<<"$row" | sha256sum | cut -c 1-32) $object"
    fi
  done <"$work/objects"
  tell_each structure "SELECT CONCAT_WS(' ', 'collations', SHA2(CONCAT_WS(',', TABLE_COLLATION,
      GROUP_CONCAT(COALESCE(COLLATION_NAME, '-') ORDER BY ORDINAL_POSITION)), 256), $(name TABLE_SCHEMA TABLE_NAME))
    FROM information_schema.TABLES JOIN information_schema.COLUMNS USING (TABLE_SCHEMA, TABLE_NAME)
    WHERE TABLE_SCHEMA NOT IN ($SYSTEM_SCHEMAS) AND TABLE_TYPE = 'BASE TABLE' GROUP BY TABLE_SCHEMA, TABLE_NAME, TABLE_COLLATION"
}

# answers FILE FIELD: runs the statement in that field of each line, in one session; each row of an answer comes on a line of
# its own, behind the number of the line that asked. A statement that fails, or breaks a line, has none.
answers() {
  awk -F '\t' -v field="$2" '{ print ($field == "") ? "" : "SELECT 0, " NR ", 0, 0, 0, 0, 0, 0, 0; " $field ";" }' "$1" |
    timeout "$READING" mysql --no-defaults --user=root --connect-timeout=10 --default-character-set=utf8mb4 \
      --init-command="$ROOT_SESSION, SESSION lock_wait_timeout = $LOCK" --batch --skip-column-names --force --unbuffered 2>"$complaints" |
    awk -F '\t' 'NF == 9 && $1 == "0" && $3 $4 $5 $6 $7 $8 $9 == "0000000" { place = $2; next } { print place "\t" $0 }'
}

# why FILE PLACE: mysqld's error for the statement on a line of the file
why() {
  local said
  said=$(sed --quiet "s/^ERROR \([0-9]* ([^)]*)\) at line $1: /ERROR \1: /p" "$complaints" | head --lines=1)
  echo "${said:-not read within the time for all tables}"
}

# refuses REASON: whether mysqld will refuse again: not for a lock (1205), a time limit (3024), a table that was dropped
# meanwhile (1049, 1146)
refuses() {
  [[ $1 == ERROR* && ! $1 =~ ^ERROR\ (1049|1146|1205|3024)\  ]]
}

# content [NAME...]
content() {
  local all=$# place bytes table statement total=0 answer rows sum why
  local -A wanted=() answered=()
  for table; do wanted[$table]=yes; done
  if ! sql --execute "$CONTENT_QUESTION" | sort --numeric-sort >"$work/tables"; then
    fact unanswered "tables: $(complaint)"
    return
  fi
  : >"$work/asked"
  while IFS=$'\t' read -r bytes table statement; do
    if ((all > 0)) && [[ -z ${wanted[$table]-} ]]; then continue; fi
    total=$((total + bytes))
    if [[ -z $statement ]]; then
      fact unread "$table|a name in it breaks a line"
    elif ((total > COMPARED)); then
      fact unread "$table|large ($((bytes / 1048576)) MB; $((COMPARED / 1048576)) MB of tables are read in all, the smallest first)"
    else
      printf '%s\tSELECT /*+ MAX_EXECUTION_TIME(%d) */ %s\n' "$table" $((TABLE_SECONDS * 1000)) "$statement" >>"$work/asked"
    fi
  done <"$work/tables"
  answers "$work/asked" 2 >"$work/sums"
  while IFS=$'\t' read -r place rows sum; do answered[$place]="$rows $sum"; done <"$work/sums"
  place=0
  while IFS=$'\t' read -r table _; do
    place=$((place + 1))
    answer=${answered[$place]-}
    if [[ -z $answer ]]; then
      why=$(why "$place")
      if refuses "$why"; then fact unreadable "$table: $why"; fi
      fact unread "$table|$why"
    else
      sum=${answer#* }
      # rows with values that could not be read have a sum of this many digits
      if ((${#sum} > 30)); then
        fact unread "$table|it has values that are larger than max_allowed_packet"
      else
        fact content "$answer $table"
      fi
    fi
  done <"$work/asked"
  others
}

# in_memory: the number of rows in tables that a restart empties. The first read of one after a restart makes mysqld
# write TRUNCATE TABLE to its binary log: right at a source, but a transaction of its own at a replica. If fresh
# statistics (exact for this engine) are read first, mysqld does not write it: so a replica is asked for those.
in_memory() {
  local follows target shown rows
  ask follows "whether it follows another" "@@GLOBAL.super_read_only OR EXISTS (SELECT * FROM performance_schema.replication_connection_configuration)" || return 0
  while IFS=$'\t' read -r target shown rows; do
    if [[ $follows == 1 ]] || rows=$(sql --execute "SELECT COUNT(*) FROM $target"); then fact memory "$rows $shown"; fi
  done < <(sql --execute "SET SESSION information_schema_stats_expiry = 0; SELECT $(quoted TABLE_SCHEMA TABLE_NAME), $(name TABLE_SCHEMA TABLE_NAME)$(if [[ $follows == 1 ]]; then echo ', TABLE_ROWS'; fi)
    FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN ($SYSTEM_SCHEMAS) AND ENGINE = 'MEMORY' AND NOT ($(breaks_line "$(quoted TABLE_SCHEMA TABLE_NAME)"))")
}

# tables of other engines are not read, because reading them blocks writers
others() {
  in_memory
  tell_each unread "SELECT CONCAT($(name TABLE_SCHEMA TABLE_NAME), '|engine ', COALESCE(ENGINE, 'unknown'))
    FROM information_schema.TABLES
    WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN ($SYSTEM_SCHEMAS) AND NOT ENGINE <=> 'InnoDB'"
}

# no password hash leaves the node, only a hash of the hash
accounts() {
  local place account statement row
  local user='CONCAT(QUOTE(User), '"'@'"', QUOTE(Host))'
  local whose="FROM mysql.user WHERE NOT (Host = 'localhost' AND User IN ($NODE_ACCOUNTS)) ORDER BY User, Host"
  tell_each secret "SELECT CONCAT_WS(' ', SHA2(CONCAT_WS(',', plugin, HEX(authentication_string), COALESCE(User_attributes, '')), 256),
    TRIM(BOTH '\"' FROM JSON_QUOTE($user))) $whose"
  for statement in 'SHOW CREATE USER' 'SHOW GRANTS FOR'; do
    if ! sql --execute "SELECT TRIM(BOTH '\"' FROM JSON_QUOTE($user)), IF($(breaks_line "$user"), '', CONCAT('$statement ', $user)) $whose" >"$work/accounts"; then
      fact unanswered "accounts: $(complaint)"
      return
    fi
    answers "$work/accounts" 2 >"$work/described"
    while IFS=$'\t' read -r place row; do
      account=$(sed --quiet "${place}s/\t.*//p" "$work/accounts")
      # mandatory roles follow from a setting; only granted roles are listed
      if [[ $statement == 'SHOW CREATE USER' ]]; then
        # limits of zero are no limits; mysqld shows stated ones until it reloads its accounts
        row=$(sed -E 's/ MAX_[A-Z_]+ 0\b//g; s/ WITH( PASSWORD|$)/\1/' <<<"$row")
        fact account "$account|$(sed -E "s/ AS (0x[0-9A-Fa-f]*|'([^'\\]|\\\\.|'')*')//g; s/^CREATE USER \`([^\`]|\`\`)*\`@\`([^\`]|\`\`)*\` //" <<<"$row")"
      elif [[ $row == *' ON '* ]]; then
        fact grant "$account|$(sed -E 's/ TO `([^`]|``)*`@`([^`]|``)*`//' <<<"$row")"
      fi
    done <"$work/described"
    if [[ -s $complaints ]]; then fact unanswered "accounts: $(complaint)"; fi
  done
  tell_each grant "SELECT CONCAT(TRIM(BOTH '\"' FROM JSON_QUOTE(CONCAT(QUOTE(TO_USER), '@', QUOTE(TO_HOST)))), '|role ',
    QUOTE(FROM_USER), '@', QUOTE(FROM_HOST), IF(WITH_ADMIN_OPTION = 'Y', ' with admin option', '')) FROM mysql.role_edges"
}

main() {
  local set=$1 waited=''
  shift
  if [[ -n $set ]]; then
    ask waited "wait for transactions" "WAIT_FOR_EXECUTED_GTID_SET('$set', 45)" || return
    fact caught_up "$([[ $waited == 0 ]] && echo yes || echo no)"
  fi
  if (($# == 0)); then
    structure
    accounts
  fi
  content "$@"
  tell gtid_executed '@@GLOBAL.gtid_executed'
  fact complete yes
}

main "$@" </dev/null; exit
