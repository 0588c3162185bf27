import { join } from "node:path";
import { blockNodeOf, driveOf } from "./disk-file";
import { escaped } from "./emulator";
import type { Accelerator, Hardware } from "./hardware";
import type { BootImage, MachineDisk, MachineSettings } from "./settings";

/** How often a card tries to connect to the fabric. */
const RECONNECT_MS = 500;

/** Where the image's customisation service reads its settings. */
const GUEST_SETTINGS_ITEM = "opt/lab/guest";

/** CPU model of the guest. The oldest one is the fastest to emulate, and enough for Debian and its MySQL. */
const CPU: Readonly<Record<Accelerator, string>> = { tcg: "qemu64", kvm: "host", hvf: "host" };

/** Board, CPU and memory. */
export function boardParameters({ cpus, megabytes, accelerator, translationMegabytes }: Hardware): readonly string[] {
  const accel = accelerator === "tcg" ? `tcg,thread=multi,tb-size=${translationMegabytes}` : accelerator;
  return [
    ...["-machine", "pc", "-accel", accel, "-cpu", CPU[accelerator], "-smp", `${cpus}`, "-m", `${megabytes}M`],
    ...["-nodefaults", "-no-user-config", "-display", "none"],
  ];
}

/** The guest's kernel; its console is QEMU's standard output. */
export function kernelParameters({
  kernel,
  initrd,
  kernelParameters,
}: Pick<BootImage, "kernel" | "kernelParameters"> & Partial<Pick<BootImage, "initrd">>): readonly string[] {
  return [
    ...["-kernel", kernel, ...(initrd === undefined ? [] : ["-initrd", initrd]), "-append", kernelParameters.join(" ")],
    ...["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"],
  ];
}

export function diskFileOf(folder: string, unit: number): string {
  return join(folder, `disk-${unit}.qcow2`);
}

export function guestSettingsFileOf(folder: string): string {
  return join(folder, "guest-settings");
}

/**
 * All parameters of a machine's QEMU. The same machine must always get the same parameters, because a saved state fits
 * only those.
 */
export function machineParameters(
  { id, name, folder, image, card }: MachineSettings,
  hardware: Hardware,
  disks: readonly MachineDisk[],
): readonly string[] {
  const socket = escaped(card.socketPath);
  return [
    ...["-name", escaped(name), "-uuid", id],
    ...boardParameters(hardware),
    ...kernelParameters(image),
    // entropy, so that the guest does not wait for it
    ...["-object", "rng-random,id=random,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=random"],
    ...["-fw_cfg", `name=${GUEST_SETTINGS_ITEM},file=${escaped(guestSettingsFileOf(folder))}`],
    "-netdev",
    `stream,id=card0,server=off,addr.type=unix,addr.path=${socket},reconnect-ms=${RECONNECT_MS}`,
    ...["-device", `virtio-net-pci,netdev=card0,mac=${card.macAddress},romfile=`],
    ...["-device", "virtio-scsi-pci,id=scsi0"],
    ...disks.flatMap(({ unit }) => [
      ...["-blockdev", JSON.stringify(blockNodeOf(unit, diskFileOf(folder, unit)))],
      ...["-device", JSON.stringify(driveOf(unit))],
    ]),
  ];
}
