// @module-tag machines
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Emulators } from "../../../lab/machines/emulators";
import { type Forward, Gateway } from "../../../lab/machines/gateway";
import { QEMU, QEMU_COMMAND } from "./qemu";

/** A port of this address that nobody holds just now. */
async function freePort(address: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether somebody takes connections there. */
function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

describe.skipIf(QEMU === undefined)("a gateway", () => {
  const command = QEMU_COMMAND;
  let folder: string;
  let emulators: Emulators;
  let fabric: Server;
  let joined: Promise<Socket>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "lab-gateway-"));
    emulators = new Emulators();
    fabric = createServer();
    joined = new Promise((resolve) => fabric.once("connection", resolve));
    await new Promise<void>((resolve) => fabric.listen(join(folder, "vlan.sock"), resolve));
  });
  afterEach(async () => {
    await emulators.endAll();
    fabric.close();
    rmSync(folder, { recursive: true });
  });

  const start = () =>
    Gateway.start(
      {
        ...{ name: "gateway", folder, command, socketPath: join(folder, "vlan.sock") },
        ...{ network: "10.1.0.0/24", gateway: "10.1.0.1", dns: "10.1.0.3" },
      },
      emulators,
    );
  const forward = (port: number, to = "10.1.0.7"): Forward => ({ address: "127.0.10.1", port, to, toPort: 22 });

  it("joins the VLAN, and asks there for the machine that a connection is for", async () => {
    const gateway = await start();
    const port = await freePort("127.0.10.1");
    await gateway.setForwards([forward(port)]);
    const frames = (await joined).iterator({ destroyOnReturn: false });
    const client = connect(port, "127.0.10.1");
    client.on("error", () => {});
    let seen = Buffer.alloc(0);
    for await (const part of frames) {
      seen = Buffer.concat([seen, part as Buffer]);
      if (seen.length >= 4 + 42) {
        break;
      }
    }
    client.destroy();
    expect(seen.readUInt32BE(0)).toBeGreaterThanOrEqual(42);
    // ARP, who has 10.1.0.7, tell 10.1.0.1
    expect(seen.subarray(16, 18).toString("hex")).toBe("0806");
    expect([...seen.subarray(42, 46)]).toEqual([10, 1, 0, 7]);
    expect([...seen.subarray(32, 36)]).toEqual([10, 1, 0, 1]);
  });

  it("forwards exactly what was asked for last", async () => {
    const gateway = await start();
    const [one, two] = [await freePort("127.0.10.1"), await freePort("127.0.10.1")];
    await gateway.setForwards([forward(one)]);
    expect([await answers("127.0.10.1", one), await answers("127.0.10.1", two)]).toEqual([true, false]);
    await gateway.setForwards([forward(one), forward(two, "10.1.0.8")]);
    await gateway.setForwards([forward(one), forward(two, "10.1.0.8")]);
    expect([await answers("127.0.10.1", one), await answers("127.0.10.1", two)]).toEqual([true, true]);
    await gateway.setForwards([forward(two, "10.1.0.9")]);
    expect([await answers("127.0.10.1", one), await answers("127.0.10.1", two)]).toEqual([false, true]);
    expect(gateway.forwards).toEqual([forward(two, "10.1.0.9")]);
    await gateway.setForwards([]);
    expect(await answers("127.0.10.1", two)).toBe(false);
  });

  it("does what it is asked for in its turn, the last word wins", async () => {
    const gateway = await start();
    const port = await freePort("127.0.10.1");
    await Promise.all([
      gateway.setForwards([forward(port)]),
      gateway.setForwards([]),
      gateway.setForwards([forward(port)]),
    ]);
    expect(await answers("127.0.10.1", port)).toBe(true);
  });

  it.each(["127.0.10.1", "0.0.0.0"])("says who holds a port that is taken at %s, and sets the others", async (held) => {
    const gateway = await start();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, held, resolve));
    const { port } = other.address() as AddressInfo;
    const free = await freePort("127.0.10.1");
    await expect(gateway.setForwards([forward(port), forward(free)])).rejects.toMatchObject({
      message: `gateway: cannot forward 127.0.10.1:${port} to 10.1.0.7:22: ${held}:${port} is held by another program`,
      hints: [expect.stringContaining("ssh_port")],
    });
    expect(gateway.forwards).toEqual([forward(free)]);
    // what failed is tried again when it is asked for again
    await new Promise((resolve) => other.close(resolve));
    await gateway.setForwards([forward(port), forward(free)]);
    expect(await answers("127.0.10.1", port)).toBe(true);
  });

  it("says that an address is none of this host's", async () => {
    const gateway = await start();
    await expect(gateway.setForwards([{ ...forward(2222), address: "192.0.2.1" }])).rejects.toThrow(
      "192.0.2.1 is no address of this host",
    );
  });

  it("leaves no listener and no process behind when it stops", async () => {
    const gateway = await start();
    const port = await freePort("127.0.10.1");
    await gateway.setForwards([forward(port)]);
    await gateway.stop();
    expect(await answers("127.0.10.1", port)).toBe(false);
    expect(() => process.kill(gateway.pid, 0)).toThrow("ESRCH");
  });

  it("says what QEMU says where a range makes no sense", async () => {
    const settings = { name: "gateway", folder, command, socketPath: join(folder, "vlan.sock") };
    await expect(
      Gateway.start({ ...settings, network: "10.1.0.0/24", gateway: "10.2.0.1", dns: "10.1.0.3" }, emulators),
    ).rejects.toThrow(/qemu for gateway ended at once \(exit code 1\): .*host/is);
  });
});
