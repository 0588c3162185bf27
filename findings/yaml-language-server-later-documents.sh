#!/bin/bash
# yaml-language-server 1.25.0: completion on an empty line, in a document behind the first.
#
# Expected: a file of several YAML documents (`---` between them) is completed in each of them alike: on an empty line under
# `database:` the keys of the schema are offered.
#
# Seen: in a document behind the first, an empty line at the end gets nothing at all, at the top of that document and under a
# key alike; with one letter on the line, or with another key of the same mapping above it, all keys are offered. In a file with
# one document the empty line gets them, if the document begins with `---` (without it, the keys of the level above are offered).
# Diagnostics and hover are right in every document.
#
# Why it matters: whoever tries a schema with "open the file, press Ctrl-Space" takes it for broken in all documents but the
# first. Tests of a schema for files of several documents must ask with a letter typed.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/observation.bash"

for program in node npm; do
  command -v "$program" >/dev/null || refuse "this needs $program"
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts yaml-language-server@1.25.0 >/dev/null 2>&1 ||
  refuse "npm did not install yaml-language-server 1.25.0"

cat >schema.json <<'JSON'
{"type": "object", "properties": {"title": {"type": "string"}, "database": {"type": "object",
  "properties": {"host": {"type": "string"}, "port": {"type": "integer"}}, "additionalProperties": false}}}
JSON

# ask TEXT: what is offered where § stands in the text, and what is said about the text.
cat >ask.mjs <<'JS'
import { spawn } from "node:child_process";
const marked = process.argv[2];
const uri = `file://${process.cwd()}/file.yaml`;
const yaml = { schemas: { [`file://${process.cwd()}/schema.json`]: "*.yaml" }, schemaStore: { enable: false } };
const server = spawn(process.execPath, ["node_modules/yaml-language-server/bin/yaml-language-server", "--stdio"]);
const send = (message) => {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
};
const answers = new Map();
let said;
const diagnosed = new Promise((resolve) => (said = resolve));
let unread = Buffer.alloc(0);
server.stdout.on("data", (data) => {
  unread = Buffer.concat([unread, data]);
  for (;;) {
    const head = unread.indexOf("\r\n\r\n");
    const length = Number(/Content-Length: (\d+)/.exec(unread.toString("latin1", 0, Math.max(head, 0)))?.[1]);
    if (head < 0 || unread.length < head + 4 + length) return;
    const message = JSON.parse(unread.toString("utf8", head + 4, head + 4 + length));
    unread = unread.subarray(head + 4 + length);
    if (message.method === "workspace/configuration") {
      send({ id: message.id, result: message.params.items.map(({ section }) => (section === "yaml" ? yaml : null)) });
    } else if (message.method === "textDocument/publishDiagnostics") said(message.params.diagnostics);
    else if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: null });
    else if (message.id !== undefined) answers.get(message.id)?.(message.result);
  }
});
let ids = 0;
const ask = (method, params) => new Promise((resolve) => (answers.set(++ids, resolve), send({ id: ids, method, params })));
const folders = [{ uri: `file://${process.cwd()}`, name: "folder" }];
const capabilities = { workspace: { configuration: true }, textDocument: { completion: { completionItem: {} } } };
await ask("initialize", { processId: process.pid, rootUri: folders[0].uri, workspaceFolders: folders, capabilities });
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml } } });
const text = marked.replace("§", "");
send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
const problems = await diagnosed;
const above = marked.slice(0, marked.indexOf("§")).split("\n");
const position = { line: above.length - 1, character: above.at(-1).length };
const offered = await ask("textDocument/completion", { textDocument: { uri }, position });
const words = process.argv[3] === "problems" ? problems.map(({ message }) => message) : offered.items.map(({ label }) => label);
console.log(words.sort().join(" "));
server.kill();
JS
ask() {
  node ask.mjs "$@"
}

first=$(ask $'---\ndatabase:\n  §\n')
seen "one document, an empty line" "${first:-nothing}"
empty=$(ask $'title: a\n---\ndatabase:\n  §\n')
seen "the second of two, an empty line" "${empty:-nothing}"
top=$(ask $'title: a\n---\n§\n')
seen "the second of two, an empty line at its top" "${top:-nothing}"
letter=$(ask $'title: a\n---\ndatabase:\n  h§\n')
seen "the second of two, a letter" "${letter:-nothing}"
beside=$(ask $'title: a\n---\ndatabase:\n  host: b\n  §\n')
seen "the second of two, under another key" "${beside:-nothing}"
problems=$(ask $'title: a\n---\ndatabase:\n  hots: b\n§' problems)
seen "the second of two, a wrong key" "${problems:-nothing}"

expected "in one document the keys are offered" "$first" = "host port"
expected "in the second document an empty line gets nothing" "$empty" = ""
expected "nor does one at its top" "$top" = ""
expected "a letter gets them" "$letter" = "host port"
expected "another key gets the rest" "$beside" = port
expected "a wrong key is told there" "$problems" = "Property hots is not allowed."
