/** What a file begins with that is no SQL, by its first bytes. */
const FORMATS: readonly (readonly [first: string, what: string, remedy: string])[] = [
  ["1f8b", "compressed with gzip", "unpack it: gunzip FILE"],
  ["28b52ffd", "compressed with zstd", "unpack it: unzstd FILE"],
  ["fd377a585a00", "compressed with xz", "unpack it: unxz FILE"],
  ["425a68", "compressed with bzip2", "unpack it: bunzip2 FILE"],
  ["04224d18", "compressed with lz4", "unpack it: unlz4 FILE"],
  ["1f9d", "compressed with compress", "unpack it: uncompress FILE"],
  ["894c5a4f", "compressed with lzop", "unpack it: lzop -d FILE"],
  ["504b0304", "a ZIP archive", "unpack it: unzip FILE"],
  ["504b0506", "an empty ZIP archive", "name the SQL file itself"],
  ["377abcaf271c", "a 7z archive", "unpack it: 7z x FILE"],
  ["526172211a07", "a RAR archive", "unpack it: unrar x FILE"],
  ["53514c69746520666f726d6174", "a database of SQLite", "write it as SQL for MySQL"],
  ["fe62696e", "a binary log of MySQL", "write a dump with mysqldump"],
  ["5047444d50", "a dump of PostgreSQL", "write it as SQL for MySQL"],
  ["3c3f786d6c", "XML", "write it as SQL: mysqldump without --xml"],
  ["25504446", "a PDF", "name the SQL file itself"],
  ["7f454c46", "a program", "name the SQL file itself"],
  ["fffe0000", "in UTF-32", "save it as UTF-8: iconv -f UTF-32 -t UTF-8"],
  ["0000feff", "in UTF-32", "save it as UTF-8: iconv -f UTF-32 -t UTF-8"],
  ["fffe", "in UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8"],
  ["feff", "in UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8"],
  ["2b2f76", "in UTF-7", "save it as UTF-8: iconv -f UTF-7 -t UTF-8"],
];

/** A byte order mark in UTF-8: editors write it, and the client passes over it. */
export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What a file is that cannot be SQL, in words behind "it is", and what to do. Undefined: it may be SQL. */
export function foreignFormat(bytes: Buffer): { readonly what: string; readonly remedy: string } | undefined {
  const first = bytes.toString("hex", 0, 16);
  const known = FORMATS.find(([begin]) => first.startsWith(begin));
  if (known !== undefined) {
    return { what: known[1], remedy: known[2] };
  }
  if (bytes.toString("latin1", 257, 262) === "ustar") {
    return { what: "a tar archive", remedy: "unpack it: tar -xf FILE" };
  }
  return withoutMark(bytes);
}

/** UTF-16 and UTF-32 without a byte order mark: of ASCII, every other byte or three of four are null. */
function withoutMark(bytes: Buffer): { readonly what: string; readonly remedy: string } | undefined {
  const size = Math.min(bytes.length, 1024) & ~3;
  const nulls = [0, 0, 0, 0];
  for (let at = 0; at < size; at++) {
    if (bytes[at] === 0) {
      nulls[at & 3] = (nulls[at & 3] as number) + 1;
    }
  }
  const most = nulls.map((count) => count >= size / 4 / 2);
  if (size === 0 || !most.some(Boolean)) {
    return undefined;
  }
  const [zero, one, two, three] = most;
  if (one && two && (zero || three)) {
    return { what: "in UTF-32", remedy: "save it as UTF-8: iconv -f UTF-32 -t UTF-8" };
  }
  if ((zero && two) || (one && three)) {
    return { what: "in UTF-16", remedy: "save it as UTF-8: iconv -f UTF-16 -t UTF-8" };
  }
  return undefined;
}
