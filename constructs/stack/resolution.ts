import { DefaultTokenResolver, StringConcat, type TerraformStack, Tokenization } from "cdktf";

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** Marks of cdktf's tokens in a text. Very negative numbers are among them, in any spelling. */
const MARKS = /TfToken\[|-[\d.]+e[-+\d]|Map Token Value/;

type Data = Readonly<Record<string, unknown>>;

/**
 * Resolves cdktf's tokens, and leaves out cdktf's notes about its elements. Nearly all data of a stack are literal, and
 * cdktf spends half of a synthesis on them: it creates a context for each value, searches each for every kind of token,
 * and does both twice. This class asks cdktf only about data with one of its marks, once for each text.
 */
export class Resolution {
  private readonly texts = new Map<string | number, string>();

  constructor(private readonly stack: TerraformStack) {}

  /** @throws as cdktf does */
  resolved(data: unknown): unknown {
    try {
      return this.part(data);
    } catch {
      // this resolves everything again, because the message then names the place within all of the data
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
    // only a text may be used in several places
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
      // a key may be a token for another key, or for the whole record
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

/** Numbers that are tokens are negative. */
function isLiteral(number: number): boolean {
  return number >= 0;
}
