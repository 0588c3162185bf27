#!/bin/bash
# MySQL 9.7.4: mysqldump and the types inside a JSON column.
#
# Expected: JSON is text, so a dump of it is exact; and equal data has equal checksums, different data different ones.
#
# Seen: MySQL keeps SQL types inside a document (DATE, DECIMAL ...), which the text of a dump cannot say. A DATE arrives as a
# STRING and is not equal to the one in the source any more, yet CHECKSUM TABLE is the same; a DECIMAL arrives as a DOUBLE and
# IS equal, yet CHECKSUM TABLE is another.
#
# Why it matters: after a restore a comparison of documents can answer otherwise than before, and neither way of checking the
# copy (checksums, or comparing the documents) notices both.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

start
sql "CREATE DATABASE shop;
  CREATE TABLE shop.dated (id INT PRIMARY KEY, doc JSON);
  CREATE TABLE shop.priced (id INT PRIMARY KEY, doc JSON);
  INSERT INTO shop.dated VALUES (1, JSON_OBJECT('x', DATE '2024-01-01'));
  INSERT INTO shop.priced VALUES (1, JSON_OBJECT('x', CAST(1.10 AS DECIMAL(10, 2))));"
copy shop restored
look() {
  local sums
  sums=$(sql "CHECKSUM TABLE shop.$1, restored.$1" | cut -f 2 | sort -u | wc -l)
  sql "SELECT JSON_TYPE(a.doc->'$.x'), JSON_TYPE(b.doc->'$.x'), IF(a.doc = b.doc, 'equal', 'not equal')
    FROM shop.$1 a JOIN restored.$1 b USING (id)" | tr '\t' ' '
  printf 'checksums: %s\n' "$sums"
}
dated=$(look dated | paste -sd ' ') priced=$(look priced | paste -sd ' ')
stop

seen "type before, type after, documents, different checksums" ""
seen "  a date" "$dated"
seen "  a price" "$priced"
expected "a date: not equal, one checksum" "$dated" = "DATE STRING not equal checksums: 1"
expected "a price: equal, two checksums" "$priced" = "DECIMAL DOUBLE equal checksums: 2"
