// @module-tag machines
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Emulators } from "../../../lab/machines/emulators";
import { Machine } from "../../../lab/machines/machine";
import type { MachineSettings } from "../../../lab/machines/settings";
import { QEMU, QEMU_COMMAND, QEMU_IMG } from "./qemu";
import { writeTinyGuest } from "./tiny-guest";

const GIB = 1024 ** 3;

describe.skipIf(QEMU === undefined)("a machine", () => {
  let folder: string;
  let emulators: Emulators;
  let fabric: Server;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "lab-machine-"));
    emulators = new Emulators();
    fabric = createServer();
    await new Promise<void>((resolve) => fabric.listen(join(folder, "card.sock"), resolve));
    writeTinyGuest(join(folder, "kernel"));
    writeFileSync(join(folder, "initrd"), "");
    writeFileSync(join(folder, "disk.raw"), "the image's own", { flag: "w" });
    execFileSync("truncate", ["-s", "16M", join(folder, "disk.raw")]);
  });
  afterEach(async () => {
    await emulators.endAll();
    fabric.close();
    rmSync(folder, { recursive: true });
  });

  const settings = (changes: Partial<MachineSettings> = {}): MachineSettings => ({
    id: "2f6c1b52-1111-4222-8333-444455556666",
    name: "master-sql",
    folder: join(folder, "m"),
    image: {
      qemu: QEMU_COMMAND,
      qemuImg: QEMU_IMG,
      ...{ kernel: join(folder, "kernel"), initrd: join(folder, "initrd"), kernelParameters: ["quiet"] },
      ...{ disk: join(folder, "disk.raw"), diskFormat: "raw" },
    },
    disks: [{ unit: 0, gigabytes: 1 }],
    card: { macAddress: "52:54:00:00:00:10", socketPath: join(folder, "card.sock") },
    guest: { id: "1", hostName: "master-sql", passwordHash: "$6$salt$only-for-the-guest", cards: [] },
    hardware: { cpus: 1, megabytes: 64, accelerator: "tcg", translationMegabytes: 32 },
    ...changes,
  });
  async function made(changes: Partial<MachineSettings> = {}): Promise<Machine> {
    const machine = new Machine(settings(changes), emulators);
    await machine.create();
    return machine;
  }
  /** Size that a disk shows, and the file that it begins as. */
  function disk(unit: number, place = "m"): { readonly size: number; readonly base: string | undefined } {
    const { program, leading } = QEMU_IMG;
    const parameters = [...leading, "info", "-U", "--output=json", join(folder, place, `disk-${unit}.qcow2`)];
    const shown = JSON.parse(execFileSync(program, parameters, { encoding: "utf8" }));
    return { size: shown["virtual-size"], base: shown["backing-filename"] };
  }
  /** Waits until the guest has said its line so many times. */
  async function said(machine: Machine, lines: number): Promise<void> {
    // whole ones: a guest that is reset or saved in the middle of a line never ends it as expected
    while (machine.console.lastLines(99).filter((line) => line === "tiny guest is up").length < lines) {
      await sleep(10);
    }
  }

  it("has its disks from its creation on: the image's, larger, and blank ones; what is there stays", async () => {
    const machine = await made({
      disks: [
        { unit: 0, gigabytes: 1 },
        { unit: 1, gigabytes: 3 },
      ],
    });
    expect(disk(0)).toEqual({ size: GIB, base: join(folder, "disk.raw") });
    expect(disk(1)).toEqual({ size: 3 * GIB, base: undefined });
    const before = statSync(join(folder, "m", "disk-0.qcow2")).ino;
    await machine.create();
    expect(statSync(join(folder, "m", "disk-0.qcow2")).ino).toBe(before);
  });

  it("keeps the password's hash from everybody: its folder is its owner's, no argument or variable holds it", async () => {
    const machine = await made();
    await machine.start();
    expect(statSync(join(folder, "m")).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "m", "guest-settings")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, "m", "guest-settings"), "utf8")).toContain("only-for-the-guest");
    const shown = ["cmdline", "environ"].map((name) => readFileSync(`/proc/${machine.pid}/${name}`, "utf8")).join("");
    expect(shown).toContain("2f6c1b52-1111-4222-8333-444455556666");
    expect(shown).not.toContain("only-for-the-guest");
    expect(shown).not.toContain("HOME=");
  });

  it("boots its kernel, is reset, and is switched off; asked again for what is so already, it does nothing", async () => {
    const machine = await made();
    await machine.powerOff();
    await machine.shutDown();
    expect(machine.running).toBe(false);
    await machine.start();
    const { pid } = machine;
    await machine.start();
    expect([machine.running, machine.pid]).toEqual([true, pid]);
    await said(machine, 1);
    await machine.reset();
    await said(machine, 2);
    expect(machine.console.lastLines(9)).toEqual(["tiny guest is up", "tiny guest is up"]);
    await machine.powerOff();
    expect([machine.running, machine.pid]).toEqual([false, undefined]);
    expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
    await machine.start();
    await said(machine, 3);
  });

  it("is switched off at once instead of shut down while its guest has written nothing: this one would never hear", async () => {
    const machine = await made();
    await machine.start();
    await said(machine, 1);
    await machine.shutDown();
    expect(machine.running).toBe(false);
  });

  it("tells of its end when nobody asked for it", async () => {
    const machine = await made();
    await machine.start();
    process.kill(machine.pid ?? 0, "SIGKILL");
    await machine.stopped;
    expect(machine.running).toBe(false);
    await machine.start();
    expect(machine.running).toBe(true);
  });

  it("takes disks, lets them grow and gives them up while it is off", async () => {
    const machine = await made();
    await machine.addDisk({ unit: 1, gigabytes: 2 });
    await machine.growDisk({ unit: 1, gigabytes: 5 });
    expect(disk(1).size).toBe(5 * GIB);
    await machine.start();
    await said(machine, 1);
    await machine.powerOff();
    await machine.removeDisk(1);
    expect(existsSync(join(folder, "m", "disk-1.qcow2"))).toBe(false);
    await machine.start();
    await said(machine, 2);
  });

  it("does so while it runs, too, and a unit that was given up can be taken again", async () => {
    const machine = await made();
    await machine.start();
    await machine.addDisk({ unit: 2, gigabytes: 2 });
    await machine.addDisk({ unit: 2, gigabytes: 2 });
    await machine.growDisk({ unit: 2, gigabytes: 4 });
    expect(disk(2).size).toBe(4 * GIB);
    await machine.removeDisk(2);
    expect(existsSync(join(folder, "m", "disk-2.qcow2"))).toBe(false);
    await machine.addDisk({ unit: 2, gigabytes: 1 });
    // with the disk that it has now
    await machine.reboot();
    expect(disk(2).size).toBe(GIB);
    expect(machine.running).toBe(true);
  });

  it("goes on from a snapshot rather than boots, as often as wanted, and leaves the snapshot as it is", async () => {
    const machine = await made();
    await machine.addDisk({ unit: 1, gigabytes: 2 });
    await machine.start();
    await said(machine, 1);
    await machine.save(join(folder, "s"));
    expect(machine.running).toBe(false);
    expect(existsSync(join(folder, "m", "disk-0.qcow2"))).toBe(false);

    const clones = ["a", "b"].map((name) => new Machine(settings({ folder: join(folder, name) }), emulators));
    for (const clone of clones) {
      await clone.restore(join(folder, "s"));
    }
    expect(disk(1, "a")).toEqual({ size: 2 * GIB, base: join(folder, "s", "disk-1.qcow2") });
    for (const clone of clones) {
      expect(clone.running).toBe(true);
      expect(clone.console.lastLines(9)).toEqual([]);
      await clone.reset();
      await said(clone, 1);
      await clone.delete();
    }
    const third = new Machine(settings({ folder: join(folder, "c") }), emulators);
    await third.restore(join(folder, "s"));
    await third.pause();
    await third.resume();
    // and it is a whole machine: it can be saved in its turn
    await third.save(join(folder, "t"));
    await new Machine(settings({ folder: join(folder, "d") }), emulators).restore(join(folder, "t"));
  });

  it("refuses a snapshot that is none, or of another machine", async () => {
    const machine = await made();
    await expect(machine.restore(join(folder, "none"))).rejects.toThrow("holds no whole snapshot");
    await machine.start();
    await machine.save(join(folder, "s"));
    const other = settings({ folder: join(folder, "o"), id: "other", card: { macAddress: "x", socketPath: "/y" } });
    await expect(new Machine(other, emulators).restore(join(folder, "s"))).rejects.toThrow(
      /does not fit: its server is 2f6c\S*, not other; its MAC address is 52:54:00:00:00:10, not x/,
    );
    expect(existsSync(join(folder, "o"))).toBe(false);
  });

  it("leaves nothing when it is deleted, running or not, there or not", async () => {
    const machine = await made();
    await machine.start();
    const { pid } = machine;
    await machine.delete();
    await machine.delete();
    expect(existsSync(join(folder, "m"))).toBe(false);
    expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
  });

  it("says what QEMU says where it does not start, and what cannot be done while it is off", async () => {
    const machine = await made();
    rmSync(join(folder, "kernel"));
    await expect(machine.start()).rejects.toThrow(/qemu for master-sql ended at once \(exit code 1\): .*kernel/s);
    await expect(machine.reset()).rejects.toThrow("master-sql does not run: it must, to reset");
  });

  it("says that its folder's path is too long for a socket, rather than wait for ever", async () => {
    const deep = join(folder, "x".repeat(100));
    mkdirSync(deep);
    const machine = new Machine(settings({ folder: deep }), emulators);
    await machine.create();
    await expect(machine.start()).rejects.toThrow(/a unix socket's path has at most 107/);
  });
});
