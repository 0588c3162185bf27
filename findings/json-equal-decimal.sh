#!/bin/bash
# MySQL 9.7.4: an UPDATE that writes a DECIMAL over the equal DOUBLE in a JSON document.
#
# Expected: JSON has types of SQL in it, and JSON_TYPE tells DECIMAL from DOUBLE; an UPDATE that sets another type changes the row.
#
# Seen: "Changed: 0", and the document keeps its DOUBLE: a document is taken for unchanged where its values are equal, whatever
# their types and their texts (0.10 and 0.1). Any other value in between, and the same UPDATE changes the row.
#
# Why it matters: the two are not the same to everybody: ->> gives 0.10 for one and 0.1 for the other, so that a unique key of a
# generated column holds both. Who mends types after a dump and a load, which makes DOUBLE of DECIMAL, has to write another
# value first.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

start
sql "CREATE DATABASE shop; CREATE TABLE shop.offer (id INT PRIMARY KEY, doc JSON); INSERT INTO shop.offer VALUES (1, '{\"price\": 0.1}')"
state="SELECT CONCAT(JSON_TYPE(doc->'\$.price'), ' ', doc->>'\$.price') FROM shop.offer"
decimal="UPDATE shop.offer SET doc = JSON_SET(doc, '\$.price', 0.10)"
before=$(sql "$state")
direct=$(sql "$decimal; $state")
around=$(sql "UPDATE shop.offer SET doc = JSON_SET(doc, '\$.price', 1); $decimal; $state")
stop

seen "before" "$before"
seen "after DECIMAL 0.10 was written over it" "$direct"
seen "after another number, then DECIMAL 0.10" "$around"
expected "an equal DECIMAL is not written" "$direct" = "DOUBLE 0.1"
expected "after another value it is" "$around" = "DECIMAL 0.10"
