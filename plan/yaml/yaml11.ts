/** What a plain scalar is to YAML 1.1, which PyYAML reads, and so plumbery and cloud-init. */
export interface Yaml11 {
  readonly value: string | number | boolean | null;
  /** Why it cannot be handed on as what it is. */
  readonly problem?: string;
  /** What becomes of it that may surprise. */
  readonly remark?: string;
}

const YES = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const NO = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NOTHING = /^(?:~|null|Null|NULL|)$/;
const INTEGER = /^[-+]?(?:0b[0-1_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;
const NO_NUMBER = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const QUOTE_IT = "put it in quotes to make it a text";

/** Reads a plain scalar by its source. A date stays the text that it is: what it would become, no cloud-config can say. */
export function readPlain(source: string): Yaml11 {
  if (YES.test(source) || NO.test(source)) {
    return { value: YES.test(source) };
  }
  if (NOTHING.test(source)) {
    return { value: null };
  }
  if (NO_NUMBER.test(source)) {
    return { value: source, problem: `${source} is no number that a node can be given\n${QUOTE_IT}` };
  }
  if (INTEGER.test(source)) {
    const value = integerOf(source.replaceAll("_", ""));
    return Number.isSafeInteger(value)
      ? { value }
      : { value: source, problem: `${source} has more digits than can be kept\n${QUOTE_IT}` };
  }
  if (FLOAT.test(source)) {
    const value = floatOf(source.replaceAll("_", ""));
    return Number.isInteger(value)
      ? { value, remark: `${source} reaches the node as the whole number ${value}\n${QUOTE_IT}` }
      : { value };
  }
  return { value: source };
}

function signed(source: string, read: (digits: string) => number): number {
  const digits = source.replace(/^[-+]/, "");
  // never -0, which is no integer
  return source.startsWith("-") ? 0 - read(digits) : read(digits);
}

function integerOf(source: string): number {
  return signed(source, (digits) => {
    if (digits.includes(":")) {
      return inSixties(digits);
    }
    if (/^0[0-7]+$/.test(digits)) {
      return Number.parseInt(digits, 8);
    }
    return Number(digits);
  });
}

function floatOf(source: string): number {
  return signed(source, (digits) => (digits.includes(":") ? inSixties(digits) : Number(digits)));
}

/** Digits that count to 60, as in hours, minutes and seconds. */
function inSixties(digits: string): number {
  return digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
