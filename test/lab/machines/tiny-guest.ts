import { writeFileSync } from "node:fs";

/** Where the guest is in memory. */
const ADDRESS = 0x100000;

/** First serial port of a PC. */
const SERIAL_PORT = 0x3f8;

const HEADER_BYTES = 32;

export interface TinyGuest {
  /** What it says on its console. */
  readonly says: string;
  /** What it does after that: sleeps for ever, deaf to the power button, or has the machine reset. */
  readonly after: "sleep" | "reset";
}

/**
 * Writes the smallest guest that there is: a multiboot kernel of a few machine instructions that says something on its
 * serial console. QEMU is all the same real, and it boots in no time.
 */
export function writeTinyGuest(
  file: string,
  guest: TinyGuest = { says: "\ntiny guest is up\n", after: "sleep" },
): void {
  const nothing = Buffer.alloc(6);
  const message = Buffer.concat([nothing, Buffer.from(`${guest.says}\0`)]);
  const address = Buffer.alloc(4);
  const table = Buffer.alloc(4);
  const code = (data: number) => {
    table.writeUInt32LE(data);
    address.writeUInt32LE(data + nothing.length);
    // without a table of handlers an interrupt ends in a reset
    const reset = [0x0f, 0x01, 0x1d, ...table, 0xcc]; // lidt [data]; int3
    return Buffer.from([
      ...[0xfa], // cli
      ...[0xbe, ...address], // mov esi, text
      ...[0x66, 0xba, SERIAL_PORT & 0xff, SERIAL_PORT >> 8], // mov dx, SERIAL_PORT
      ...[0xac], // next: lodsb
      ...[0x84, 0xc0], // test al, al
      ...[0x74, 0x03], // jz end
      ...[0xee], // out dx, al
      ...[0xeb, 0xf8], // jmp next
      ...(guest.after === "reset" ? reset : []), // end:
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
