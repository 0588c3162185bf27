// @module-tag unit
import { afterEach, describe, expect, it } from "vitest";
import { sntpAnswer } from "../../../lab/fabric/sntp";
import { checksum, datagram, UDP } from "./packets";
import { NETWORKS, NTP, Site } from "./site";

/** A question as clients send it: version 4, client, and the time at which it was sent. */
const QUESTION = Buffer.alloc(48);
QUESTION[0] = 0x23;
QUESTION.write("8 octets", 40);

describe("the time", () => {
  it("is told as seconds since 1900, with a fraction", () => {
    // RFC 5905, figure 4: the first day of UNIX is 2208988800
    const answer = sntpAnswer(QUESTION, 1_500);
    for (const at of [16, 32, 40]) {
      expect(answer.readUInt32BE(at)).toBe(2_208_988_801);
      expect(answer.readUInt32BE(at + 4)).toBe(2 ** 31);
    }
  });

  it("is told by a server of the client's version, whose clock is good", () => {
    const answer = sntpAnswer(QUESTION, Date.now());
    expect(answer[0]).toBe(0x24);
    expect(answer[1]).toBe(10);
    expect(answer.toString("latin1", 24, 32)).toBe("8 octets");
  });

  describe("at an address", () => {
    let site: Site;
    afterEach(() => site.stop());

    it.each([
      ["on the Internet", NTP],
      ["of the gateway", `${NETWORKS.a.prefix}::1`],
    ])("%s", async (_, server) => {
      site = new Site();
      const a = await site.host("a");
      await a.send(server, UDP, datagram(5000, 123, QUESTION));
      const { source, destination, body } = await a.packet(({ protocol }) => protocol === UDP);
      expect(source).toBe(server);
      expect([body.readUInt16BE(0), body.readUInt16BE(2), body.readUInt16BE(4)]).toEqual([123, 5000, 56]);
      expect(body.toString("latin1", 8 + 24, 8 + 32)).toBe("8 octets");
      expect(checksum(source, destination, UDP, body)).toBe(0);
      expect(Math.abs(body.readUInt32BE(8 + 40) - 2_208_988_800 - Date.now() / 1000)).toBeLessThan(60);
    });

    it("is not told to those who ask with less than a question", async () => {
      site = new Site();
      const a = await site.host("a");
      await a.send(NTP, UDP, datagram(5000, 123, QUESTION.subarray(1)));
      expect((await a.icmp(1)).body[1]).toBe(4);
    });
  });
});
