import { Failure } from "../host/failure";
import { runProgram } from "../host/program";

/** Configuration of a network card in the guest. */
export interface GuestCard {
  readonly macAddress: string;
  /** With their prefix sizes, e.g. 10.1.0.7/24. */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  readonly dns: readonly string[];
}

/** What a new server is told at its first start. */
export interface GuestSettings {
  /** The guest applies settings only once per id, so that later changes inside it stay. */
  readonly id: string;
  readonly hostName: string;
  /** Password hash of root, see {@link hashPassword}; undefined: no login with a password. */
  readonly passwordHash?: string | undefined;
  /** In the order of the cards. */
  readonly cards: readonly GuestCard[];
}

/** Largest number of cards that the guest's customisation configures. */
const MOST_CARDS = 10;

/**
 * The settings in the form that the image's customisation service reads: KEY=value lines, a card as
 * `NIC0=mac|addresses|gateways|dns` with commas inside a field. The format has no quoting, so characters that end a
 * line or a field are refused.
 * @throws Failure with every value that cannot be written
 */
export function renderGuestSettings({ id, hostName, passwordHash, cards }: GuestSettings): string {
  const problems: string[] = [];
  if (cards.length > MOST_CARDS) {
    problems.push(`there are ${cards.length} cards; at most ${MOST_CARDS} can be configured`);
  }
  const value = (name: string, text: string): string => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (/[\x00-\x1f\x7f\u0085\u2028\u2029]/.test(text)) {
      problems.push(`${name} has a line break or another control character`);
    }
    return text;
  };
  const field = (name: string, entries: readonly string[]): string => {
    for (const entry of entries) {
      if (entry === "" || /[|,\s]/.test(entry)) {
        problems.push(`${name} is ${JSON.stringify(entry)}; text without ',', '|' and spaces is expected`);
      }
    }
    return entries.map((entry) => value(name, entry)).join(",");
  };
  const lines = [`ID=${value("id", id)}`, `HOSTNAME=${value("host name", hostName)}`];
  if (passwordHash !== undefined) {
    lines.push(`PASSWORD_HASH=${value("password hash", passwordHash)}`);
  }
  for (const [index, { macAddress, addresses, gateways, dns }] of cards.entries()) {
    const card = `card ${index}`;
    const fields = [
      field(`${card}: MAC address`, [macAddress]),
      field(`${card}: address`, addresses),
      field(`${card}: gateway`, gateways),
      field(`${card}: DNS server`, dns),
    ];
    lines.push(`NIC${index}=${fields.join("|")}`);
  }
  if (problems.length > 0) {
    throw new Failure(`settings for the guest ${JSON.stringify(hostName)}: ${[...new Set(problems)].join("; ")}`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * A password in the format of /etc/shadow (sha512-crypt). The tool reads it from standard input, because every user of
 * the host can read arguments.
 */
export async function hashPassword(password: string): Promise<string> {
  if (/[\r\n\0]/.test(password)) {
    throw new Failure("a password has a line break, which no shadow file can hold");
  }
  const { code, stdout, stderr } = await runProgram("openssl", ["passwd", "-6", "-stdin"], { input: `${password}\n` });
  const hash = stdout.trim();
  if (code !== 0 || !/^\$6\$[^$]+\$[./0-9A-Za-z]{86}$/.test(hash)) {
    throw new Failure(`openssl made no password hash (exit code ${code}): ${stderr.trim()}`);
  }
  return hash;
}
