// @module-tag unit
import { describe, expect, it } from "vitest";
import { boardParameters, machineParameters } from "../../../lab/machines/command-line";
import type { MachineSettings } from "../../../lab/machines/settings";

const HARDWARE = { cpus: 2, megabytes: 1024, accelerator: "tcg", translationMegabytes: 512 } as const;
const SETTINGS: MachineSettings = {
  id: "2f6c1b52-1111-4222-8333-444455556666",
  name: "sql, the first",
  folder: "/lab, of mine/m",
  image: {
    ...{
      qemu: { program: "/q/qemu-system-x86_64", leading: [] },
      qemuImg: { program: "/q/qemu-img", leading: [] },
      kernel: "/i/vmlinuz",
      initrd: "/i/initrd",
      kernelParameters: ["ro", "quiet"],
    },
    ...{ disk: "/i/disk.raw", diskFormat: "raw" },
  },
  disks: [],
  card: { macAddress: "52:54:00:00:00:10", socketPath: "/lab, of mine/card.sock" },
  guest: { id: "1", hostName: "sql", passwordHash: "$6$a$b", cards: [] },
  hardware: HARDWARE,
};

/** What stands behind each occurrence of an option. */
function valuesOf(parameters: readonly string[], option: string): string[] {
  return parameters.flatMap((part, index) => (part === option ? [parameters[index + 1] ?? ""] : []));
}

describe("a machine's command line", () => {
  it("has the server's id, its CPUs and memory, its card and its settings", () => {
    const parameters = machineParameters(SETTINGS, HARDWARE, []);
    expect(valuesOf(parameters, "-uuid")).toEqual([SETTINGS.id]);
    expect(valuesOf(parameters, "-smp")).toEqual(["2"]);
    expect(valuesOf(parameters, "-m")).toEqual(["1024M"]);
    expect(valuesOf(parameters, "-append")).toEqual(["ro quiet"]);
    expect(valuesOf(parameters, "-device")[1]).toBe("virtio-net-pci,netdev=card0,mac=52:54:00:00:00:10,romfile=");
  });

  it("doubles the commas of names and paths, which would end them", () => {
    const parameters = machineParameters(SETTINGS, HARDWARE, []);
    expect(valuesOf(parameters, "-name")).toEqual(["sql,, the first"]);
    expect(valuesOf(parameters, "-fw_cfg")).toEqual(["name=opt/lab/guest,file=/lab,, of mine/m/guest-settings"]);
    expect(valuesOf(parameters, "-netdev")[0]).toContain("addr.path=/lab,, of mine/card.sock,reconnect-ms=");
  });

  it("shows each disk at its unit, in a file of its own", () => {
    const disks = [
      { unit: 0, gigabytes: 10 },
      { unit: 5, gigabytes: 50 },
    ];
    const parameters = machineParameters(SETTINGS, HARDWARE, disks);
    const nodes = valuesOf(parameters, "-blockdev").map((text) => JSON.parse(text));
    expect(nodes.map((node) => node.file.filename)).toEqual([
      "/lab, of mine/m/disk-0.qcow2",
      "/lab, of mine/m/disk-5.qcow2",
    ]);
    const drives = valuesOf(parameters, "-device")
      .slice(-2)
      .map((text) => JSON.parse(text));
    expect(drives.map((drive) => [drive["scsi-id"], drive.serial, drive.drive])).toEqual([
      [0, "unit0", nodes[0]["node-name"]],
      [5, "unit5", nodes[1]["node-name"]],
    ]);
  });

  it("holds no secret", () => {
    expect(machineParameters(SETTINGS, HARDWARE, []).join(" ")).not.toContain("$6$");
  });

  it("names its accelerator, so that QEMU never chooses one by itself", () => {
    expect(valuesOf(boardParameters(HARDWARE), "-accel")).toEqual(["tcg,thread=multi,tb-size=512"]);
    expect(valuesOf(boardParameters(HARDWARE), "-cpu")).toEqual(["qemu64"]);
    const kvm = boardParameters({ ...HARDWARE, accelerator: "kvm", translationMegabytes: 0 });
    expect([valuesOf(kvm, "-accel"), valuesOf(kvm, "-cpu")]).toEqual([["kvm"], ["host"]]);
  });
});
