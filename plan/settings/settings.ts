import * as v from "valibot";
import { parseIpv4 } from "../../platform/addresses/ipv4";
import { parseIpv6 } from "../../platform/addresses/ipv6";
import { CERTIFICATES } from "../../platform/baseline/certificates";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { splitList } from "../parameters/parameter-type";
import type { Certificates, Plan } from "../plan";
import { check } from "../shape/check";
import { textsOf } from "../shape/lists";
import { anything, dictionary, matching, section, text, wholeNumber } from "../shape/schema";
import type { Read } from "../texts/file";
import { get, type Mapping, type Tree } from "../yaml/tree";
import { readBackend } from "./backend";
import { type Images, readImages } from "./images";
import { readKeys } from "./operator-keys";
import { readOperators } from "./operators";
import { readRemoved } from "./removed";
import { readSecrets } from "./secrets";

/** The settings of a plan, except its information, whose tokens need the nodes. */
export type Settings = Pick<
  Plan,
  "links" | "operators" | "keys" | "ntp" | "certificates" | "generations" | "discarded" | "backend" | "removed"
> & {
  readonly name: string | undefined;
  /** What the words of `appliance` mean. */
  readonly images: Images;
};

/** What plumbery's settings say of its own actions, which nothing follows from here, each with what there is instead. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  actions: "the nodes with their addresses: npm run ssh; everything that is known of them: terraform output -json",
  safeMode: "nothing is changed before you have seen it: npm run diff",
  buildPolisher: "Terraform configures what it builds",
};

const DAYS = { least: 1, most: 36_500 };
const days = (what: string) => v.optional(wholeNumber(what, DAYS, "it takes 1 to 36500 days"));

const HOST_NAME = /^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** A host name, or an address; a name of numbers only is read as an address. */
function isHost(host: string): boolean {
  const isName = HOST_NAME.test(host) && host.length <= 253 && !/(^|\.)\d+$/.test(host);
  return isName || parseIpv4(host) !== undefined || parseIpv6(host) !== undefined;
}

export const SETTINGS = section("the settings", {
  name: v.optional(matching("name", /^[a-z][a-z0-9-]{0,62}$/, "lower-case letters, digits and dashes, a letter first")),
  information: anything,
  links: anything,
  parameters: anything,
  defaults: anything,
  keys: anything,
  operators: anything,
  ntp: anything,
  certificates: v.optional(
    section("certificates", {
      days: days("days"),
      renewBefore: days("renewBefore"),
      authorityDays: days("authorityDays"),
    }),
  ),
  images: anything,
  replications: anything,
  secrets: anything,
  removed: anything,
  backend: anything,
  actions: anything,
  safeMode: anything,
  buildPolisher: anything,
});

/** Reads the settings document; without one, the defaults apply. */
export function readSettings(
  tree: Tree | undefined,
  start: Position,
  findings: Findings,
  readFile: (path: string) => Read,
): Settings {
  const settings: Tree = tree ?? ({ kind: "mapping", entries: new Map(), at: start } satisfies Mapping);
  const part = check(SETTINGS, settings, settings.at, findings);
  tellWithoutEffect(settings, findings);
  return {
    name: part?.value.name,
    links: readLinks(get(settings, "links"), findings),
    operators: readOperators(get(settings, "operators"), settings.at, findings),
    keys: readKeys(get(settings, "keys"), findings, readFile),
    ntp: readNtp(get(settings, "ntp"), findings),
    images: readImages(get(settings, "images"), findings),
    certificates: readCertificates(part?.value.certificates, get(settings, "certificates"), findings),
    ...readSecrets(get(settings, "secrets"), findings),
    removed: readRemoved(get(settings, "removed"), findings),
    backend: readBackend(get(settings, "backend"), findings),
  };
}

function tellWithoutEffect(settings: Tree, findings: Findings): void {
  for (const [key, instead] of Object.entries(WITHOUT_EFFECT)) {
    const tree = get(settings, key);
    // saying no to what there is not is no mistake
    if (tree !== undefined && settings.kind === "mapping" && !(tree.kind === "scalar" && tree.value === false)) {
      findings.warning(settings.entries.get(key)?.key ?? tree.at, `\`${key}\` has no effect here`, instead);
    }
  }
}

function readLinks(tree: Tree | undefined, findings: Findings): Record<string, string> {
  const schema = dictionary(text("a link"), "`links` is a mapping from titles to addresses");
  return tree === undefined ? {} : { ...check(schema, tree, tree.at, findings)?.value };
}

function readNtp(tree: Tree | undefined, findings: Findings): string[] {
  return textsOf(tree, "`ntp`", findings).flatMap(({ value, at }) =>
    splitList(String(value)).filter((host) => {
      if (!isHost(host)) {
        findings.error(at, `"${host}" is no NTP server`, "it takes host names and IP addresses");
        return false;
      }
      return true;
    }),
  );
}

function readCertificates(
  given: Partial<Certificates> | undefined,
  tree: Tree | undefined,
  findings: Findings,
): Certificates {
  const certificates = {
    ...CERTIFICATES,
    ...Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
  };
  const { days, renewBefore, authorityDays } = certificates;
  if (tree !== undefined && given !== undefined) {
    if (renewBefore >= days) {
      findings.error(
        (get(tree, "renewBefore") ?? get(tree, "days") ?? tree).at,
        `certificates are valid for ${days} days and renewed ${renewBefore} days before that ends; they would be renewed at once, always`,
        "take fewer days for `renewBefore` or more for `days`",
      );
    }
    if (authorityDays < days) {
      findings.error(
        (get(tree, "authorityDays") ?? get(tree, "days") ?? tree).at,
        `the authority is valid for ${authorityDays} days, less than the ${days} days of what it signs`,
      );
    }
  }
  return certificates;
}
