import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { cacheFolder } from "../../../../platform/cache-folder";

const CACHE = resolve(cacheFolder(resolve(__dirname, "../../../..")), "machines");

/** The result of a stage that was used last; undefined: none was made here. */
export function cached(kind: "disk" | "root"): string | undefined {
  const pattern = new RegExp(`^${kind}-[0-9a-f]{16}$`);
  const folders = existsSync(CACHE) ? readdirSync(CACHE).filter((name) => pattern.test(name)) : [];
  const used = folders.map((name) => ({ path: join(CACHE, name), at: statSync(join(CACHE, name)).mtimeMs }));
  return used.sort((one, other) => other.at - one.at)[0]?.path;
}
