// Preloaded by `run`: keeps what V8 compiled of the two bundles. Compiling them takes longer than a synthesis of a small
// plan. V8 itself compares a kept one with its own version, and with the length of the text alone: so it is kept with a hash
// of the text.
const { createHash } = require("node:crypto");
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { constants, Script } = require("node:vm");

const BUNDLES = join(__dirname, ".build");
const HASH_BYTES = 32;

const compile = Module.prototype._compile;
Module.prototype._compile = function (text, filename, ...rest) {
  if (dirname(filename) !== BUNDLES) {
    return compile.call(this, text, filename, ...rest);
  }
  const hash = createHash("sha256").update(text).digest();
  // within a function, the line that names the interpreter of a program is no comment
  const script = new Script(Module.wrap(text.replace(/^#!/, "//")), {
    filename,
    cachedData: kept(`${filename}.compiled`, hash),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (script.cachedDataRejected !== false) {
    // only now is it known which functions are worth it
    process.once("exit", () => keep(`${filename}.compiled`, hash, script.createCachedData()));
  }
  const require = Module.createRequire(filename);
  script.runInThisContext().call(this.exports, this.exports, require, this, filename, dirname(filename));
};

function kept(path, hash) {
  try {
    const file = readFileSync(path);
    return file.subarray(0, HASH_BYTES).equals(hash) ? file.subarray(HASH_BYTES) : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing depends on its being kept: another user's folder, or a full disk, are no reason to fail. */
function keep(path, hash, data) {
  try {
    writeFileSync(`${path}.${process.pid}`, Buffer.concat([hash, data]));
    renameSync(`${path}.${process.pid}`, path);
  } catch {}
}
