import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";

/** A value or a name in a plan. */
export interface Word {
  /** Keys that lead to it; a name ends in itself. */
  readonly path: string;
  readonly position: string;
  readonly begin: number;
  readonly end: number;
  readonly value: unknown;
}

/** Every value of a plan, and every name that is a key: read by the parser alone, without anything of ours. */
export function wordsOf(file: string, text: string): Word[] {
  const lines = new LineCounter();
  const words: Word[] = [];
  const add = (node: Node, path: string, value: unknown) => {
    const [begin, end] = node.range as [number, number, number];
    const { line, col } = lines.linePos(begin);
    words.push({ path, position: `${file}:${line}:${col}`, begin, end, value });
  };
  const visit = (node: unknown, path: string): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = String(isScalar(key) ? key.value : "");
        if (/\/(nodes|blueprints|balancers)\/\d+$/.test(path) || /\/(users|replications|databases)$/.test(path)) {
          add(key as Node, `${path}/NAME`, name);
        }
        if (/\/secrets$/.test(path)) {
          add(key as Node, `${path}/KEY`, name);
        }
        visit(value, `${path}/${name}`);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        visit(item, `${path}/${index}`);
      });
    } else if (isScalar(node) && node.value !== null) {
      add(node, path, node.value);
    }
  };
  for (const [index, document] of parseAllDocuments(text, { lineCounter: lines }).entries()) {
    visit((document as { contents: unknown }).contents, `${index}`);
  }
  return words;
}

/** Other values, by the end of the path; the first that fits counts. */
const OTHERS: readonly (readonly [RegExp, (value: string) => unknown])[] = [
  [/\/locationId$|Location\/default$/, (value) => (value === "AU10" ? "AU11" : "AU10")],
  [/\/appliance$/, () => "Ubuntu 24.04 64-bit 2 CPU"],
  [/\/images\/\w+\/disk$/, () => 33],
  [/\/(cpuPerNode\/default|cpu)$/, (value) => (/^4/.test(value) ? "6 1 standard" : 3)],
  [/\/(memoryPerNode\/default|memory\/default|memory)$/, () => 7],
  [/\/disks\/\d+$/, (value) => value.replace(/^(\d) \d+ /, "$1 77 ")],
  [
    /\/glue\/\d+$/,
    (value) =>
      value
        .replace("internet 8000..8010", "internet 8000..8020")
        .replace(" icmp", "")
        .replace(/^internet 22/, "internet 2223")
        .replace(/ 80$/, " 81")
        .replace(".20", ".21")
        .replace(".31", ".32")
        .replace(".30", ".33"),
  ],
  [/\/(port|address)$/, (value) => value.replace(/\d$/, "7")],
  [/\/reserved\/\d+$/, (value) => value.replace(/\d$/, "7")],
  [/\/plan$/, () => "enterprise"],
  [/\/trigger$/, () => "ON_SUCCESS_OR_FAILURE"],
  [/\/(storagePolicy|schedulePolicy|email|clients\/\d+\/type)$/, (value) => `${value}x`],
  [/\/algorithm$/, () => "round_robin"],
  [/\/healthMonitor$/, () => "http"],
  [/\/protocol$/, () => "udp"],
  [/\/(subnet)$/, (value) => `${value.replace(/^10\.(\d+)/, "10.9$1").replace(/\/.*/, "")}/23`],
  [/\/service$|\/monitoring$/, (value) => (value === "advanced" ? "essentials" : "advanced")],
  [/\/ipv4$/, () => "auto"],
  [/\/operators(\/default)?(\/\d+)?$/, () => "203.0.113.9"],
  [/\/(ntp|ntpServers)(\/default)?(\/\d+)?$|\/clock\/default$/, () => "other.example.net"],
  [/\/keys\/\d+$/, (value) => `${value}lovelace`],
  [/\/(days|certificateDays\/default)$/, () => 111],
  [/\/renewBefore$/, () => 12],
  [/\/authorityDays$/, () => 444],
  [/\/(admin|replicator|generation)$/, (value) => Number(value) + 1],
  [/\/(tcp|udp)(\/\d+)?$/, (value) => (/\.\./.test(value) ? "9000..9020" : Number(value) + 1)],
  [/\/populate$/, () => "second.sql"],
  [/\/rights(\/\d+)?$/, () => "DELETE"],
  [
    /\/ranges\/default\/\d+$|\/clients(\/\d+)?$/,
    (value) => value.replace("2001:db8:", "2001:db8:a").replace("{{ parameter.ranges }}", "2001:db8:c::/48"),
  ],
  [/\/settings\/[\w-]+$/, (value) => Number(value) * 2],
  [/\/(bucket|key|region|reseed)$/, (value) => `${value}x`],
  [/\/(name|NAME)$/, (value) => value.replace(/^(\w+)/, "$1x")],
  [/\/(description|information)(\/\d+)?$/, (value) => `${value} and more`],
];

/** Values that choose among shapes: with another one, the plan is another plan, or none. */
const CHOICES =
  /(?<!\/clients\/\d+)\/(type|default|destroy|icmp|discardOld)$|\/defaults\/domain\/service$|\/type\/\d+$|\/(from|source|group|mysql|on|glue|accept\/\d+|links\/\w+|KEY)$|\/blueprints\/\d+\/NAME$/;

/** Whether a word chooses among shapes or names, and is so changed with what it chooses alone. */
export function isChoice({ path, value }: Word): boolean {
  return CHOICES.test(path) || /^[A-Z]+\d+::/.test(String(value));
}

/** What stands in a text in place of a word; undefined where nothing else can. */
export function otherValue({ path, value }: Word): string | undefined {
  const written = String(value);
  const [, make] = OTHERS.find(([pattern]) => pattern.test(path)) ?? [];
  const other = make?.(written);
  return other === undefined || String(other) === written ? undefined : JSON.stringify(other);
}

/** Words, and what stands in their places. */
export type Edits = readonly (readonly [Word, string])[];

/** Words by which something is called. */
export const NAMES = /\/(name|NAME|locationId)$|Location\/default$/;

/** A text with some of its words replaced. */
export function replaced(text: string, edits: Edits): string {
  return [...edits]
    .sort(([one], [other]) => other.begin - one.begin)
    .reduce((whole, [{ begin, end }, other]) => whole.slice(0, begin) + other + whole.slice(end), text);
}

/**
 * The edits that change a word. A name that others refer to is changed with all words that hold it.
 */
export function editsOf(word: Word, words: readonly Word[]): Edits {
  const other = otherValue(word);
  if (other === undefined) {
    return [];
  }
  if (!NAMES.test(word.path)) {
    return [[word, other]];
  }
  if (String(word.value).includes("{{") || word.path.endsWith("/default")) {
    const token = String(word.value);
    const same = words.filter(({ path, value }) => /\/(from|source)$/.test(path) && String(value).includes(token));
    return [
      [word, other],
      ...same.map((one) => [one, JSON.stringify(String(one.value).replaceAll(token, JSON.parse(other)))] as const),
    ];
  }
  const from = String(word.value).replace(/\[.*$/, "");
  const to = String(JSON.parse(other)).replace(/\[.*$/, "");
  const refer = new RegExp(`(^|::|\\{\\{ )${from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?=$|::|\\.| )`);
  const others = words.filter(
    (one) =>
      one !== word &&
      /\/(from|source|group|mysql|on|name|KEY|glue(\/\d+)?|accept\/\d+|clients\/\d+|information\/\d+)$/.test(
        one.path,
      ) &&
      refer.test(String(one.value)),
  );
  return [
    [word, other],
    ...others.map((one) => [one, JSON.stringify(String(one.value).replace(refer, `$1${to}`))] as const),
  ];
}
