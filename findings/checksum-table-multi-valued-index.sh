#!/bin/bash
# MySQL 9.7.4: CHECKSUM TABLE and a multi-valued index (an index on CAST(... AS ... ARRAY), for JSON arrays).
#
# Expected: nobody writes to a table, so CHECKSUM TABLE gives the same number each time.
#
# Seen: with such an index it gives another number from one connection to the next, on one idle server; without the index, and
# with an index on a single JSON value, it stays.
#
# Why it matters: people compare CHECKSUM TABLE of a source and its replica, or of a server before and after a restore. One such
# table reports damage where there is none. Hash the rows yourself instead.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

sums() {
  for _ in {1..12}; do sql "CHECKSUM TABLE shop.$1"; done | sort -u | wc -l
}

start
sql "CREATE DATABASE shop;
  CREATE TABLE shop.many (id INT PRIMARY KEY, doc JSON, INDEX ((CAST(doc->'$.tags' AS UNSIGNED ARRAY))));
  CREATE TABLE shop.one (id INT PRIMARY KEY, doc JSON, INDEX ((CAST(doc->'$.tags[0]' AS UNSIGNED))));
  CREATE TABLE shop.none (id INT PRIMARY KEY, doc JSON);"
for table in many one none; do
  sql "INSERT INTO shop.$table VALUES (1, '{\"tags\": [1, 2, 3]}'), (2, '{\"tags\": [4]}'), (3, NULL)"
done
many=$(sums many) one=$(sums one) none=$(sums none)
stop

seen "different checksums in twelve looks, multi-valued index" "$many"
seen "the same rows, index on one value of the document" "$one"
seen "the same rows, no index" "$none"
expected "the checksum moves with a multi-valued index" "$many" -gt 1
expected "it stays with another index on the document" "$one" -eq 1
expected "it stays without an index" "$none" -eq 1
