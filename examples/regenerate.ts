// npm run expected: writes the expected output of all examples anew.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXAMPLES, expectedFolder, readFiles, synthesizeExample } from "./examples";

const root = process.cwd();
for (const example of EXAMPLES) {
  const folder = join(root, expectedFolder(example));
  const before = readFiles(folder);
  const after = synthesizeExample(root, example);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of after) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  console.log(`${example.name}: ${after.size} files, ${changed.length} changed`);
  for (const path of changed) {
    console.log(`  ${path}`);
  }
}
