// @module-tag unit
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { whyTaken } from "../../../lab/machines/taken-port";

describe("a port of this host", () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  async function held(address: string): Promise<number> {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    return (server.address() as AddressInfo).port;
  }

  it("that is free is nobody's, and stays free", async () => {
    const port = await held("127.0.20.1");
    expect(await whyTaken("127.0.20.2", port)).toBeUndefined();
    expect(await whyTaken("127.0.20.2", port)).toBeUndefined();
  });

  it.each([
    ["127.0.20.1", "127.0.20.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["::", "[::]"],
  ])("is taken at 127.0.20.1 by who listens at %s", async (address, shown) => {
    const port = await held(address);
    expect(await whyTaken("127.0.20.1", port)).toBe(`${shown}:${port} is held by another program`);
  });
});
