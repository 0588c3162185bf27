/** Size of an SNTP message, and its UDP port. */
export const SNTP_MESSAGE_OCTETS = 48;
export const SNTP_PORT = 123;

/** From 1900 to 1970. */
const NTP_TO_UNIX_S = 2_208_988_800;

const LEAP_AND_VERSION = 0x38;
const SERVER_MODE = 4;
/** Stratum of an unsynchronised clock that is good enough for a lab. */
const STRATUM = 10;

/**
 * The answer to an SNTP request, with this machine's time. Source: RFC 4330, 6.
 * @param milliseconds since 1970
 */
export function sntpAnswer(query: Buffer, milliseconds: number): Buffer {
  const answer = Buffer.alloc(SNTP_MESSAGE_OCTETS);
  answer[0] = ((query[0] as number) & LEAP_AND_VERSION) | SERVER_MODE;
  answer[1] = STRATUM;
  answer[2] = query[2] as number;
  // precision: 2^-10 seconds
  answer.writeInt8(-10, 3);
  answer.write("LOCL", 12, "latin1");
  writeTime(answer, 16, milliseconds);
  // the client's transmit timestamp, by which it recognises its answer
  query.copy(answer, 24, 40, SNTP_MESSAGE_OCTETS);
  writeTime(answer, 32, milliseconds);
  writeTime(answer, 40, milliseconds);
  return answer;
}

function writeTime(answer: Buffer, at: number, milliseconds: number): void {
  answer.writeUInt32BE((Math.floor(milliseconds / 1000) + NTP_TO_UNIX_S) % 2 ** 32, at);
  answer.writeUInt32BE(Math.floor((milliseconds % 1000) * (2 ** 32 / 1000)), at + 4);
}
