import { isAbsolute, join } from "node:path";

/**
 * Where what takes long to make is kept: below `XDG_CACHE_HOME` where that is set, else in `.cache` of the clone. What is
 * there is named by a hash of what it is made of, so that clones may share it.
 * Source: https://specifications.freedesktop.org/basedir-spec/latest
 */
export function cacheFolder(root: string, { XDG_CACHE_HOME }: Readonly<NodeJS.ProcessEnv> = process.env): string {
  // a relative one is to be ignored
  return XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? join(XDG_CACHE_HOME, "plumbline") : join(root, ".cache");
}
