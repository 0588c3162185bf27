import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from "cdktf";

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** What stands in a text for which cdktf may have something else; very negative numbers among it, in any spelling. */
const MARKS = /TfToken\[|-[\d.]+e[-+\d]|Map Token Value/;

type Data = Readonly<Record<string, unknown>>;

/**
 * Puts what cdktf's tokens stand for in their place, and leaves out what cdktf notes about its elements. Nearly all data of
 * a stack are literal, and cdktf spends half of a synthesis on them: it makes a context for each, looks through each for
 * every kind of token, and does both twice. Here it is asked for those alone that bear one of its marks, once for each
 * text.
 */
export class Resolution {
  private readonly texts = new Map<string | number, string>();

  constructor(private readonly stack: TerraformStack) {}

  /** @throws as cdktf does */
  resolved(data: unknown): unknown {
    try {
      return this.part(data);
    } catch {
      // its message names the place within all of the data
      return this.byCdktf(data);
    }
  }

  private part(data: unknown): unknown {
    switch (typeof data) {
      case "string":
        return MARKS.test(data) ? this.text(data) : data;
      case "number":
        return isLiteral(data) ? data : this.text(data);
      case "boolean":
      case "undefined":
        return data;
      case "object":
        if (data === null) {
          return null;
        }
        if (Array.isArray(data)) {
          return this.list(data);
        }
        return Object.getPrototypeOf(data) === Object.prototype ? this.record(data as Data) : this.byCdktf(data);
      default:
        return this.byCdktf(data);
    }
  }

  private text(data: string | number): unknown {
    const known = this.texts.get(data);
    if (known !== undefined) {
      return known;
    }
    const text = this.byCdktf(data);
    // all else belongs to one place
    if (typeof text === "string") {
      this.texts.set(data, text);
    }
    return text;
  }

  private list(data: readonly unknown[]): unknown {
    const standsForAll = (item: unknown): boolean =>
      typeof item === "string" ? item.includes("#{TfToken[") : typeof item === "number" && !isLiteral(item);
    if (data.some(standsForAll)) {
      return this.byCdktf(data);
    }
    return data.map((item) => this.part(item)).filter((item) => item !== undefined);
  }

  private record(data: Data): unknown {
    if (typeof data.resolve === "function") {
      return this.byCdktf(data);
    }
    const whole: Record<string, unknown> = {};
    for (const key of Object.keys(data)) {
      // a key may stand for another, or for the whole record
      if (MARKS.test(key)) {
        return this.byCdktf(data);
      }
      const value = key === "//" ? undefined : this.part(data[key]);
      if (value !== undefined) {
        whole[key] = value;
      }
    }
    return whole;
  }

  private byCdktf(data: unknown): unknown {
    return Tokenization.resolve(data, { scope: this.stack, resolver: RESOLVER, preparing: false });
  }
}

/** Numbers that stand for something else are negative. */
function isLiteral(number: number): boolean {
  return number >= 0;
}
