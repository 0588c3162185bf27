#!/bin/bash
# yaml 2.9.1 (npm) and PyYAML 6.0.3: the text << in YAML 1.1.
#
# Expected: whoever writes a text between double quotes gets a text: "<<" is one, and only a bare << is YAML 1.1's merge key.
#
# Seen: npm's yaml with version 1.1 writes the text << bare, as a key and as a value, even where the scalar's type asks for double
# quotes; other texts with that type are quoted. It reads its own output back as the text. PyYAML, whose YAML is 1.1, takes a bare <<
# for the merge key: as a value it is refused, as a key it merges what follows and the entry is gone. An explicit tag (!!str) is
# what makes both agree.
#
# Why it matters: documents made by a program in JavaScript for one in Python (cloud-init's user-data, for one) lose an entry or are
# not read at all, while a test in JavaScript that reads them back is content.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/observation.bash"

for program in node npm python3; do command -v "$program" >/dev/null || refuse "this needs $program"; done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts yaml@2.9.1 >/dev/null 2>&1 || refuse "npm did not install yaml 2.9.1"
python3 -m venv python >/dev/null 2>&1 || refuse "this needs python3-venv"
python/bin/pip install --quiet pyyaml==6.0.3 >/dev/null 2>&1 || refuse "pip did not install PyYAML 6.0.3"

cat >write.js <<'JS'
const { Document, parse, Scalar, visit } = require("yaml");
const [, , kind, tag] = process.argv;
const data = kind === "value" ? { list: ["<<", "x"] } : { entry: { "<<": { a: "x" } } };
const document = new Document(data, { version: "1.1" });
visit(document, {
  Scalar(_, scalar) {
    scalar.type = Scalar.QUOTE_DOUBLE;
    if (tag && scalar.value === "<<") scalar.tag = "tag:yaml.org,2002:str";
  },
});
const text = document.toString();
require("fs").writeFileSync(`${kind}.yaml`, text);
console.log(JSON.stringify(parse(text, { version: "1.1", merge: false })) === JSON.stringify(data) ? "the same" : "another");
JS
python() {
  python/bin/python -c 'import json, sys, yaml
try:
    print(json.dumps(yaml.safe_load(open(sys.argv[1]))))
except yaml.YAMLError as error:
    print("refused: " + type(error).__name__)' "$1.yaml"
}

own=$(node write.js value)
value=$(python value)
seen "a list with the text, as written" "$(tr '\n' ' ' <value.yaml)"
seen "read by npm's yaml, by PyYAML" "$own, $value"
node write.js key >/dev/null
key=$(python key)
seen "a key of that text, as written" "$(tr '\n' ' ' <key.yaml)"
seen "read by PyYAML" "$key"
node write.js key tag >/dev/null
tagged=$(python key)
seen "the same with a tag, read by PyYAML" "$tagged"

expected "the text is written bare, others are quoted" "$(grep -c -- '- <<$' value.yaml)$(grep -c -- '- "x"$' value.yaml)" = 11
expected "npm's yaml reads the same text" "$own" = "the same"
expected "PyYAML refuses the value" "$value" = "refused: ConstructorError"
expected "PyYAML merges what stands under the key" "$key" = '{"entry": {"a": "x"}}'
expected "with a tag the key arrives" "$tagged" = '{"entry": {"<<": {"a": "x"}}}'
