// npm run build: the JavaScript and the types of the package, into dist/; `npm pack` runs it first. The compiler alone
// makes them, file for file, so that all entries share one copy of each class.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const output = join(root, "dist");

rmSync(output, { recursive: true, force: true });
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) {
  process.exit(1);
}

// `require("./hosts.ejs")` finds hosts.ejs.js, as long as there is no file hosts.ejs
for (const room of ["templates", "commands"]) {
  for (const path of readdirSync(join(root, room), { recursive: true }).filter((path) => /\.(ejs|sh)$/.test(path))) {
    const file = join(output, room, `${path}.js`);
    const text = JSON.stringify(readFileSync(join(root, room, path), "utf8"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `"use strict";\nexports.__esModule = true;\nexports.default = ${text};\n`);
  }
}
// what cdktf starts as a program
const keeper = join("commands", "terraform", "keep-terraform.sh");
cpSync(join(root, keeper), join(output, keeper));
rmSync(join(output, `${keeper}.js`));
for (const program of [keeper, join("commands", "plumbline.js")]) {
  chmodSync(join(output, program), 0o755);
}
