import { guestOf } from "../../platform/images";
import { positionText } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Translation } from "../plan";
import type { Mapping, Tree } from "../yaml/tree";
import { changed, editOf } from "./edits";
import { ACCOUNT_RULES } from "./rules/accounts";
import { COMMAND_RULES } from "./rules/commands";
import { KEY_RULES } from "./rules/keys";
import { packages } from "./rules/packages";
import type { Rule } from "./rules/rule";

/** In this order: later rules see what the earlier ones have made. */
const RULES: readonly Rule[] = [...KEY_RULES, packages, ...ACCOUNT_RULES, ...COMMAND_RULES];

/**
 * Reads cloud-configs of 2015 as what they mean to releases of today: translated where there is one right translation,
 * else as they are. Both are told, at the line that says it.
 */
export class Translator {
  private readonly found = new Map<string, Translation>();

  public constructor(private readonly findings: Findings) {}

  /** The cloud-config of a node with this image, translated. */
  public translate(config: Mapping, image: string): Mapping {
    const guest = guestOf(image);
    let current = config;
    for (const rule of RULES) {
      for (const { at, message, hints, changes } of rule(current, guest)) {
        this.findings.warning(at, message, ...hints);
        if (changes.length > 0) {
          const edits = changes.flatMap((change) => editOf(current, change) ?? []);
          this.found.set(`${positionText(at)} ${message}`, { message, edits });
        }
        for (const change of changes) {
          current = changed(current, change) as Mapping;
        }
      }
    }
    return withoutEmptied(current, config);
  }

  /** What was translated, each once, whatever inherits it. */
  public get translations(): readonly Translation[] {
    return [...this.found.values()];
  }
}

/** Without the lists of which nothing is left: cloud-init takes none without an item. */
function withoutEmptied(translated: Mapping, written: Mapping): Mapping {
  const isEmptied = (key: string, value: Tree) => {
    const before = written.entries.get(key)?.value;
    return value !== before && value.kind === "list" && value.items.length === 0;
  };
  const emptied = [...translated.entries].filter(([key, { value }]) => isEmptied(key, value));
  if (emptied.length === 0) {
    return translated;
  }
  const gone = new Set(emptied.map(([key]) => key));
  return { ...translated, entries: new Map([...translated.entries].filter(([key]) => !gone.has(key))) };
}
