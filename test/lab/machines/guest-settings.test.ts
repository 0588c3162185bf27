// @module-tag tools
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GuestSettings, hashPassword, renderGuestSettings } from "../../../lab/machines/guest-settings";

const CARD = {
  macAddress: "52:54:00:00:00:10",
  addresses: ["10.1.0.7/24", "2001:db8:a::7/64"],
  gateways: ["10.1.0.1", "2001:db8:a::1"],
  dns: ["10.1.0.3"],
};
const SETTINGS: GuestSettings = { id: "2f6c", hostName: "master-sql", passwordHash: "$6$salt$hash", cards: [CARD] };

describe("settings for a guest", () => {
  it("are KEY=value lines, a card with its lists in one", () => {
    expect(renderGuestSettings(SETTINGS).split("\n")).toEqual([
      "ID=2f6c",
      "HOSTNAME=master-sql",
      "PASSWORD_HASH=$6$salt$hash",
      "NIC0=52:54:00:00:00:10|10.1.0.7/24,2001:db8:a::7/64|10.1.0.1,2001:db8:a::1|10.1.0.3",
      "",
    ]);
  });

  it("say nothing of a password where there is none, and leave empty what a card has not", () => {
    const card = { ...CARD, gateways: [], dns: [] };
    const text = renderGuestSettings({ id: "1", hostName: "n", cards: [card, card] });
    expect(text).not.toContain("PASSWORD");
    expect(text).toContain("NIC1=52:54:00:00:00:10|10.1.0.7/24,2001:db8:a::7/64||\n");
  });

  it("refuse what would end a line or a field, and tell all of it", () => {
    const card = { ...CARD, addresses: ["10.1.0.7|x"], dns: ["10.1.0.3,10.1.0.4", ""] };
    const bad = { id: "1\nPASSWORD_HASH=", hostName: "a\rb", passwordHash: "x\u2028", cards: [card] };
    expect(() => renderGuestSettings(bad)).toThrow(
      /id has a line break.*host name has a line break.*password hash has a line break.*card 0: address is "10.1.0.7\|x".*DNS server is "10.1.0.3,10.1.0.4".*DNS server is ""/s,
    );
    expect(() => renderGuestSettings({ ...SETTINGS, cards: Array(11).fill(CARD) })).toThrow(
      "there are 11 cards; at most 10 can be configured",
    );
  });

  it("are never more lines than there are settings, whatever the values are", () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(text, text, text, text, (id, hostName, passwordHash, address) => {
        let rendered: string;
        try {
          rendered = renderGuestSettings({ id, hostName, passwordHash, cards: [{ ...CARD, addresses: [address] }] });
        } catch {
          return;
        }
        // what the guest's shell would take for a line
        expect(rendered.split(/[\n\r\v\f\0]/)).toHaveLength(5);
        expect(rendered.split("\n")[3]?.split("|")).toHaveLength(4);
        expect(rendered.split("\n")[0]).toBe(`ID=${id}`);
      }),
    );
  });
});

describe("a password's hash", () => {
  it("is the one of this password: made again with the same salt it is the same", async () => {
    for (const password of ["Passw0rd!x", "ü $6$ '\"\\ -salt", " leading"]) {
      const hash = await hashPassword(password);
      const salt = hash.split("$")[2] ?? "";
      const again = execFileSync("openssl", ["passwd", "-6", "-salt", salt, "-stdin"], { input: `${password}\n` });
      expect(`${again}`.trim()).toBe(hash);
      const other = execFileSync("openssl", ["passwd", "-6", "-salt", salt, "-stdin"], { input: `${password}x\n` });
      expect(`${other}`.trim()).not.toBe(hash);
    }
  });

  it("is another one each time", async () => {
    expect(await hashPassword("same")).not.toBe(await hashPassword("same"));
  });

  it("is not made of what no shadow file can hold", async () => {
    await expect(hashPassword("two\nlines")).rejects.toThrow("line break");
  });
});
