// @module-tag unit
import { beforeEach, describe, expect, it } from "vitest";
import type { AddressKey } from "../../../lab/fabric/address";
import { Neighbours } from "../../../lab/fabric/neighbours";

const key = (number: number): AddressKey => number.toString().padStart(16, " ");

describe("the router's neighbours", () => {
  let time: number;
  let asked: string[];
  let sent: [string, number][];
  let lost: string[];
  let dropped: string[];
  let neighbours: Neighbours;

  beforeEach(() => {
    time = 1_000_000;
    asked = [];
    sent = [];
    lost = [];
    dropped = [];
    neighbours = new Neighbours(() => time, {
      solicit: (target) => asked.push(target.toString().trim()),
      send: (frame, mac) => sent.push([frame.toString(), mac]),
      unreachable: (frame) => lost.push(frame.toString()),
      dropped: (reason) => dropped.push(reason),
    });
  });

  const deliver = (to: number, text = `to ${to}`) => neighbours.deliver(Buffer.from(text), key(to));
  const wait = (milliseconds: number) => {
    time += milliseconds;
    neighbours.tick();
  };

  it("are asked for once, and get what waited for their answer, in order", () => {
    deliver(1, "first");
    deliver(1, "second");
    expect(asked).toEqual(["1"]);
    expect(sent).toEqual([]);
    neighbours.learn(key(1), 0xabc);
    deliver(1, "third");
    expect(sent).toEqual([
      ["first", 0xabc],
      ["second", 0xabc],
      ["third", 0xabc],
    ]);
  });

  it("keep what waits from being changed by the one who sent it", () => {
    const frame = Buffer.from("frame");
    neighbours.deliver(frame, key(1));
    frame.write("other");
    neighbours.learn(key(1), 1);
    expect(sent).toEqual([["frame", 1]]);
  });

  it("are asked three times, a second apart, and then given up", () => {
    deliver(1);
    wait(999);
    expect(asked).toHaveLength(1);
    wait(1);
    wait(1000);
    expect(asked).toHaveLength(3);
    expect(lost).toEqual([]);
    wait(1000);
    expect(asked).toHaveLength(3);
    expect(lost).toEqual(["to 1"]);
    deliver(1);
    expect(asked).toHaveLength(4);
  });

  it("are asked again when they are in use for long, and kept if they answer", () => {
    neighbours.learn(key(1), 1);
    wait(31_000);
    expect(asked).toEqual([]);
    deliver(1);
    wait(1000);
    expect(asked).toEqual(["1"]);
    neighbours.learn(key(1), 2);
    wait(5000);
    deliver(1);
    expect(sent.at(-1)).toEqual(["to 1", 2]);
    expect(asked).toHaveLength(1);
  });

  it("change their hardware address where they insist, and not where they do not", () => {
    neighbours.learn(key(1), 1);
    neighbours.learn(key(1), 2, false);
    deliver(1);
    neighbours.learn(key(1), 3, true);
    deliver(1);
    expect(sent.map(([, mac]) => mac)).toEqual([1, 3]);
  });

  it("have no more than 64 frames waiting each, and 512 together", () => {
    for (let count = 0; count < 70; count += 1) {
      deliver(1);
    }
    expect(dropped).toHaveLength(6);
    for (let number = 2; number < 1000; number += 1) {
      deliver(number);
    }
    expect(dropped).toHaveLength(6 + 998 - (512 - 64));
    neighbours.learn(key(1), 1);
    expect(sent).toHaveLength(64);
    deliver(2000);
    expect(dropped).toHaveLength(6 + 998 - (512 - 64));
  });

  it("are never more than 1024: those that were not used for long make room, others do not", () => {
    for (let number = 0; number < 1024; number += 1) {
      neighbours.learn(key(number), number);
    }
    neighbours.learn(key(5000), 1);
    deliver(5000);
    expect(dropped).toEqual(["too many unknown neighbours"]);
    time += 31_000;
    deliver(7);
    neighbours.learn(key(5000), 1);
    deliver(5000);
    expect(sent.at(-1)).toEqual(["to 5000", 1]);
    expect(neighbours.size).toBe(1024);
    deliver(7);
    expect(sent.at(-1)).toEqual(["to 7", 7]);
  });
});
