/** Why bytes are not readable text: what they are instead, what to do, and the place that shows it. */
export interface NoText {
  /** Continues a sentence after the file's name: `is UTF-16, not UTF-8`. */
  readonly problem: string;
  readonly remedy: string;
  /** Line and column of the byte that shows it; the file's beginning if all of it is something else. */
  readonly line: number;
  readonly column: number;
}

/** First bytes of formats that are not plain text. */
const SIGNATURES: readonly (readonly [hex: string, what: string, remedy: string])[] = [
  ["1f8b", "is compressed with gzip", "unpack it: gunzip"],
  ["28b52ffd", "is compressed with zstd", "unpack it: zstd -d"],
  ["fd377a585a00", "is compressed with xz", "unpack it: xz -d"],
  ["425a68", "is compressed with bzip2", "unpack it: bzip2 -d"],
  ["504b0304", "is a ZIP archive, or a document of an office program", "unpack it, or save it as plain text in UTF-8"],
  ["25504446", "is a PDF document", "save it as plain text in UTF-8"],
  ["0000feff", "is UTF-32, not UTF-8", "save it as UTF-8, or: iconv -f UTF-32 -t UTF-8"],
  ["fffe0000", "is UTF-32, not UTF-8", "save it as UTF-8, or: iconv -f UTF-32 -t UTF-8"],
  ["feff", "is UTF-16, not UTF-8", "save it as UTF-8, or: iconv -f UTF-16 -t UTF-8"],
  ["fffe", "is UTF-16, not UTF-8", "save it as UTF-8, or: iconv -f UTF-16 -t UTF-8"],
];

/** The text of UTF-8 bytes; a byte order mark stays. If they are not UTF-8: what they are. */
export function decode(bytes: Uint8Array): string | NoText {
  const begin = Buffer.from(bytes.subarray(0, 8)).toString("hex");
  const known = SIGNATURES.find(([hex]) => begin.startsWith(hex));
  if (known !== undefined) {
    return { problem: known[1], remedy: known[2], line: 1, column: 1 };
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const order = utf16OrderOf(bytes);
    return order === undefined
      ? { problem: "is binary: it holds a zero byte", remedy: "name a text file in UTF-8", ...placeOf(bytes, nul) }
      : {
          problem: "is UTF-16 without a byte order mark, not UTF-8",
          remedy: `save it as UTF-8, or: iconv -f UTF-16${order} -t UTF-8`,
          line: 1,
          column: 1,
        };
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const at = firstMalformed(bytes);
    const byte = bytes[at] as number;
    // Windows-1252 has letters and quotes where Latin-1 has these control characters
    const likely = byte < 0xa0 ? "WINDOWS-1252" : "ISO-8859-1";
    const meant = byte < 0xa0 ? "" : ` (in ${likely} it is ${String.fromCharCode(byte)})`;
    return {
      problem: `is not UTF-8: the byte ${byte.toString(16).toUpperCase()} begins no character${meant}`,
      remedy: `save it as UTF-8, or: iconv -f ${likely} -t UTF-8`,
      ...placeOf(bytes, at),
    };
  }
}

/** Byte order of UTF-16 with mostly Latin letters: every other byte is zero. Undefined: it is something else. */
function utf16OrderOf(bytes: Uint8Array): "LE" | "BE" | undefined {
  const sample = bytes.subarray(0, 4096);
  if (sample.length < 2) {
    return undefined;
  }
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) {
      zeros[index % 2] = (zeros[index % 2] as number) + 1;
    }
  });
  const [even = 0, odd = 0] = zeros.map((count) => count / (sample.length / 2));
  return odd > 0.4 && even < 0.05 ? "LE" : even > 0.4 && odd < 0.05 ? "BE" : undefined;
}

/** Index of the first byte that is not part of a character. */
function firstMalformed(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  // the longest beginning that is UTF-8, except for a character that is cut at its end
  while (good < bad) {
    const middle = (good + bad + 1) >> 1;
    if (isBeginning(bytes.subarray(0, middle))) {
      good = middle;
    } else {
      bad = middle - 1;
    }
  }
  let at = good;
  // a cut character begins at the last byte that is not a continuation byte
  while (at > 0 && at > good - 4 && ((bytes[at - 1] as number) & 0xc0) === 0x80) {
    at--;
  }
  return at > 0 && (bytes[at - 1] as number) >= 0xc0 && !isWhole(bytes.subarray(at - 1, good)) ? at - 1 : good;
}

function isBeginning(bytes: Uint8Array): boolean {
  return decodes(bytes, true);
}

function isWhole(bytes: Uint8Array): boolean {
  return decodes(bytes, false);
}

function decodes(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

/** Line and column of a byte; everything before it is UTF-8. */
function placeOf(bytes: Uint8Array, index: number): { line: number; column: number } {
  const before = new TextDecoder("utf-8").decode(bytes.subarray(0, index));
  const lines = before.split("\n");
  return { line: lines.length, column: [...(lines.at(-1) as string)].length + 1 };
}
