import { writeFileSync } from "node:fs";

/** Where the guest is in memory. */
const ADDRESS = 0x100000;

/** First serial port of a PC. */
const SERIAL_PORT = 0x3f8;

const HEADER_BYTES = 32;

/**
 * Writes the smallest guest that there is: a multiboot kernel of a few machine instructions that says "up" on its serial
 * console and sleeps for ever, deaf to the power button. QEMU is all the same real, and it boots in no time.
 */
export function writeTinyGuest(file: string): void {
  const message = Buffer.from("tiny guest is up\n\0");
  const address = Buffer.alloc(4);
  const code = (text: number) => {
    address.writeUInt32LE(text);
    return Buffer.from([
      ...[0xfa], // cli
      ...[0xbe, ...address], // mov esi, text
      ...[0x66, 0xba, SERIAL_PORT & 0xff, SERIAL_PORT >> 8], // mov dx, SERIAL_PORT
      ...[0xac], // next: lodsb
      ...[0x84, 0xc0], // test al, al
      ...[0x74, 0x03], // jz sleep
      ...[0xee], // out dx, al
      ...[0xeb, 0xf8], // jmp next
      ...[0xf4], // sleep: hlt
      ...[0xeb, 0xfd], // jmp sleep
    ]);
  };
  const length = code(0).length;
  const header = Buffer.alloc(HEADER_BYTES);
  const magic = 0x1badb002;
  // addresses are given, so that no ELF is needed
  const flags = 0x00010000;
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(flags, 4);
  header.writeUInt32LE((2 ** 32 - ((magic + flags) % 2 ** 32)) % 2 ** 32, 8);
  header.writeUInt32LE(ADDRESS, 12);
  header.writeUInt32LE(ADDRESS, 16);
  header.writeUInt32LE(ADDRESS + HEADER_BYTES, 28);
  writeFileSync(file, Buffer.concat([header, code(ADDRESS + HEADER_BYTES + length), message]));
}
