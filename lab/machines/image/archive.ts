/** Suites of Debian under which a machine may have its archive. */
const DEBIAN_SUITES =
  /^(oldoldstable|oldstable|stable|testing|unstable|bullseye|bookworm|trixie|forky|duke|sid)(-updates|-backports)?$/;
const DEBIAN_SECURITY = /^[a-z]+(-security|\/updates)$/;

/** Where a machine has packages of Debian from. URLs without a slash at their end. */
export interface Archives {
  /** Of the releases, in the order in which apt asks them. */
  readonly releases: readonly string[];
  /** Of security updates; undefined: none is configured. */
  readonly security: string | undefined;
}

/**
 * Archives of Debian in what `apt-get update --print-uris` prints, whatever form the machine's sources are written in.
 * Archives of others are left out by the names of their suites.
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

/** What the head of a Release file says. */
export interface Release {
  readonly origin: string;
  readonly codename: string;
  /** As it stands there: another one is another content of the suite. */
  readonly date: string;
}

/**
 * Reads a Release or InRelease file.
 * @returns undefined where it is none, e.g. a page that says so
 */
export function releaseIn(text: string): Release | undefined {
  const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*?) *$`, "m").exec(text)?.[1];
  const origin = field("Origin");
  const codename = field("Codename");
  const date = field("Date");
  return origin === undefined || codename === undefined || date === undefined ? undefined : { origin, codename, date };
}

/**
 * Settings of apt that say how packages are reached, out of what `apt-config dump` prints, as lines of an apt.conf.
 * Host names of proxies are those of this machine: one on loopback does not serve a guest.
 */
export function proxySettingsIn(dumped: string): readonly string[] {
  return dumped.split("\n").filter((line) => /^Acquire::https?::Proxy(::\S+)? "[^"]+";$/i.test(line));
}
