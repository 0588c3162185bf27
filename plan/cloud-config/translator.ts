import { guestOf } from "../../platform/images";
import { positionText } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Translation } from "../plan";
import type { Mapping } from "../yaml/tree";
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
    return current;
  }

  /** What was translated, each once, whatever inherits it. */
  public get translations(): readonly Translation[] {
    return [...this.found.values()];
  }
}
