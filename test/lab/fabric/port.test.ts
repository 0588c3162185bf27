// @module-tag unit
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Port, type PortEvents } from "../../../lab/fabric/port";
import { echo, ICMP } from "./packets";
import { NETWORKS, Site } from "./site";

describe("a port", () => {
  let folder: string;
  let path: string;
  let port: Port | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "port-"));
    path = join(folder, "one.sock");
  });
  afterEach(async () => {
    await port?.close();
    port = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const silent: PortEvents = { received: () => {}, garbled: () => {} };
  const open = async (events = silent) => {
    port = new Port("one", path, events);
    await port.open();
    return port;
  };

  it("can be used by its owner alone, and leaves nothing when it is closed", async () => {
    const opened = await open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await opened.close();
    expect(existsSync(path)).toBe(false);
  });

  it("takes the place of a socket that an earlier lab left, and of nothing else", async () => {
    await open();
    const left = new Port("two", path, silent);
    await left.open();
    await left.close();
    writeFileSync(path, "a file");
    await expect(new Port("three", path, silent).open()).rejects.toThrow(`${path} is there already and is no socket`);
  });

  it("has a path that a socket can have", () => {
    expect(() => new Port("one", `/tmp/${"x".repeat(102)}`, silent)).not.toThrow();
    expect(() => new Port("one", `/tmp/${"x".repeat(103)}`, silent)).toThrow("has 108 octets, at most 107 are allowed");
  });

  it("belongs to the card that connected last", async () => {
    const frames: string[] = [];
    const opened = await open({ ...silent, received: (frame) => void frames.push(frame.toString("latin1", 4)) });
    const first = connect(path);
    await once(first, "connect");
    const second = connect(path);
    await once(first, "close");
    expect(opened.isConnected).toBe(true);
    opened.send(Buffer.from("\0\0\0\u0005hello"));
    expect(String(await once(second, "data"))).toBe("\0\0\0\u0005hello");
    second.destroy();
  });

  it("drops a frame when too many wait for a card that takes none, and goes on when it does again", async () => {
    const opened = await open();
    const card = connect(path);
    await once(card, "connect");
    card.pause();
    while (!opened.isConnected) {
      await new Promise(setImmediate);
    }
    const frame = Buffer.alloc(1518, 7);
    frame.writeUInt32BE(1514);
    let sent = 0;
    for (let idle = 0; idle < 3; ) {
      const before = sent;
      while (opened.send(frame)) {
        sent += 1;
      }
      idle = sent === before ? idle + 1 : 0;
      await new Promise(setImmediate);
    }
    // what waits here is at most a megabyte; the kernel holds the rest
    expect(sent * frame.length).toBeLessThan(4 * 2 ** 20);
    let received = 0;
    card.on("data", (chunk) => {
      received += chunk.length;
    });
    card.resume();
    while (received < sent * frame.length) {
      await once(card, "data");
    }
    expect(received).toBe(sent * frame.length);
    expect(opened.send(frame)).toBe(true);
    card.destroy();
  });

  it("ends a connection that brings no frames", async () => {
    const site = new Site({ a: {} });
    try {
      const a = await site.host("a");
      const closed = once(a.socket, "close");
      a.socket.write(Buffer.from([255, 0, 0, 0, 1]));
      await closed;
      await site.drop("no frames came in at a port");
    } finally {
      await site.stop();
    }
  });

  it("tells of a packet for a machine that is not plugged in any more", async () => {
    const site = new Site({ a: {} });
    try {
      const [a, gone] = [await site.host("a"), await site.host("a", 8)];
      await gone.ping(`${NETWORKS.a.prefix}::1`);
      const closed = once(gone.socket, "close");
      gone.unplug();
      await closed;
      while (site.fabric.report().vlans[0]?.ports[1]?.isConnected) {
        await new Promise(setImmediate);
      }
      await a.send(gone.address, ICMP, echo(128, 1));
      expect(await site.drop("no card at the port")).toMatchObject({ destination: gone.address });
    } finally {
      await site.stop();
    }
  });
});
