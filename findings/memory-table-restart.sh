#!/bin/bash
# MySQL 9.7.4: tables of ENGINE=MEMORY after a restart, and who tells the replicas.
#
# Expected: a server that was restarted has empty MEMORY tables; as the manual says, the first time that one is used, a
# statement that empties it goes to the binary log, so that replicas follow. A read-only server writes nothing of its own.
#
# Seen: that holds when the first use is a SELECT: TRUNCATE TABLE is in the binary log, under the server's own UUID, with
# super_read_only = ON too, so that a replica that somebody only reads from holds a transaction that its source does not know.
# When the first use is a question of information_schema.TABLES for the number of rows, nothing is written, not even by the
# SELECT that follows: replicas keep the rows that their source has lost, and nobody is told.
#
# Why it matters: monitoring that counts rows decides whether source and replicas are equal after a restart, and a query at a
# replica makes an errant transaction. Who restarts a server with such tables cannot count on either.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

start --log-bin
sql "CREATE DATABASE shop; CREATE TABLE shop.cache (id INT PRIMARY KEY) ENGINE = MEMORY; INSERT INTO shop.cache VALUES (1)"
own="SELECT @@GLOBAL.gtid_executed"

# restarted FIRST: whether a server that is restarted read-only, and is asked FIRST and then for the rows, $wrote something
restarted() {
  local before
  stop
  start --log-bin --gtid-mode=ON --enforce-gtid-consistency=ON --super-read-only=ON
  before=$(sql "$own")
  sql "$1" >/dev/null
  sql "SELECT COUNT(*) FROM shop.cache" >/dev/null
  wrote=$(sql "SELECT COALESCE(GTID_SUBTRACT(($own), '$before'), '') <> ''")
}
restarted "SELECT * FROM shop.cache"
read_first=$wrote
restarted "SET information_schema_stats_expiry = 0; SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shop'"
counted_first=$wrote
stop

seen "a read-only server writes a transaction, after a SELECT of the table" "$read_first"
seen "the same, where information_schema was asked for rows before it" "$counted_first"
expected "the first SELECT of a MEMORY table writes to the binary log of a read-only server" "$read_first" = 1
expected "a question for statistics before it keeps that from the binary log" "$counted_first" = 0
