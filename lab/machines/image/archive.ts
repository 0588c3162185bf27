/** Names that a machine's sources use for one Debian suite. */
const DEBIAN_SUITES =
  /^(oldoldstable|oldstable|stable|testing|unstable|bullseye|bookworm|trixie|forky|duke|sid)(-updates|-backports)?$/;
const DEBIAN_SECURITY = /^[a-z]+(-security|\/updates)$/;

/** Debian package archives of a machine. URLs without a trailing slash. */
export interface Archives {
  /** Archives of releases, in apt's order. */
  readonly releases: readonly string[];
  /** Archive of security updates; undefined: none is configured. */
  readonly security: string | undefined;
}

/**
 * Finds Debian's archives in the output of `apt-get update --print-uris`, which does not depend on the format of the
 * machine's sources. The names of suites exclude other archives.
 */
export function archivesIn(printed: string): Archives {
  const releases = new Set<string>();
  const security = new Set<string>();
  for (const [, archive = "", suite = ""] of printed.matchAll(
    /^'(?:[a-z0-9+.-]+\+)??((?:https?|file|copy):[^']*?)\/dists\/([^']+)\/(?:In)?Release'/gm,
  )) {
    if (DEBIAN_SUITES.test(suite)) {
      releases.add(archive);
    } else if (DEBIAN_SECURITY.test(suite)) {
      security.add(archive);
    }
  }
  return { releases: [...releases], security: [...security][0] };
}

/** The fields of a Release file that the lab uses. */
export interface Release {
  readonly origin: string;
  readonly codename: string;
  /** Verbatim: another date means another content of the suite. */
  readonly date: string;
}

/**
 * Reads a Release or InRelease file.
 * @returns undefined if it is none, e.g. an error page
 */
export function releaseIn(text: string): Release | undefined {
  const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*?) *$`, "m").exec(text)?.[1];
  const origin = field("Origin");
  const codename = field("Codename");
  const date = field("Date");
  return origin === undefined || codename === undefined || date === undefined ? undefined : { origin, codename, date };
}

/**
 * apt's settings for reaching package archives, from the output of `apt-config dump`, as lines of an apt.conf. Host
 * names of proxies are this machine's: a guest cannot use one on loopback.
 */
export function proxySettingsIn(dumped: string): readonly string[] {
  return dumped.split("\n").filter((line) => /^Acquire::https?::Proxy(::\S+)? "[^"]+";$/i.test(line));
}
