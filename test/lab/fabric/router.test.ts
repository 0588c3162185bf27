import { afterEach, describe, expect, it } from "vitest";
import { rule, Site } from "./site";

describe("the router", () => {
  let site: Site;
  afterEach(() => site.stop());

  it("passes packets between VLANs of two network domains", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    const reply = await a.ping(b.address);
    expect(reply.source).toBe(b.address);
    // one hop there, one hop back
    expect(reply.hopLimit).toBe(63);
    expect(reply.body.toString("latin1", 8)).toBe("ping");
  });
});
