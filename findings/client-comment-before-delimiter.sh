#!/bin/bash
# MySQL 9.7.4: the mysql client and a DELIMITER line after a comment.
#
# Expected: comments between statements mean nothing, so DELIMITER is understood after any of them.
#
# Seen: a comment alone, `-- text` at the start of a line or /* text */, may stand before DELIMITER. With spaces in front of
# `-- text` or `# text`, or with `-- text` after a line with /* text */, the client takes DELIMITER for a part of the statement that
# began with the comment, sends both to the server and stops at error 1064. With --skip-comments all of them pass.
#
# Why it matters: such files come from indented here-documents and from a head with a licence followed by remarks. The error
# names DELIMITER, which is right, and says nothing about the comment in front of it; the routines of the file are not there.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

# run COMMENT [OPTION OF THE CLIENT...]: the comment, then a statement with another delimiter; what came of it
run() {
  local comment=$1 text
  shift
  text=$(sql "$comment"$'\nDELIMITER ;;\nSELECT \'done\';;' "$@" 2>&1 || true)
  sed -nE 's/^done$/done/p; s/^ERROR ([0-9]+).*/\1/p' <<<"$text"
}
start
dash='-- text' block='/* text */'
names=("dash" "block" "dash, then dash" "dash, then block" "spaces, dash" "spaces, hash" "block, then dash")
comments=("$dash" "$block" "$dash"$'\n'"$dash" "$dash"$'\n'"$block" "  $dash" '  # text' "$block"$'\n'"$dash")
rows=
for index in "${!names[@]}"; do
  comment=${comments[index]}
  rows+="${names[index]}: $(run "$comment") $(run "$comment" --skip-comments)"$'\n'
done
stop

seen "comment: as it is, with --skip-comments" "$(printf '\n%s' "$rows")"
expected "some comments break the DELIMITER line after them" "$rows" = "dash: done done
block: done done
dash, then dash: done done
dash, then block: done done
spaces, dash: 1064 done
spaces, hash: 1064 done
block, then dash: 1064 done
"
