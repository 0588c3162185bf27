import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskFileOf, guestSettingsFileOf, machineParameters } from "./command-line";
import { ConsoleLog } from "./console-log";
import { DiskFile } from "./disk-file";
import { type Emulator, requireSocketPath } from "./emulator";
import type { Emulators } from "./emulators";
import { renderGuestSettings } from "./guest-settings";
import type { Hardware } from "./hardware";
import { plugIn, resize, unplug } from "./hot-plug";
import type { MachineDisk, MachineSettings } from "./settings";
import { askToShutDown, hasWritten, LONGEST_SHUT_DOWN_MS } from "./shut-down";
import { loadState, readSnapshot, type Snapshot, saveState, writeSnapshot } from "./snapshot";

/**
 * The machine of one server. Its files outlive its process: disks that were created, added or enlarged are there at the
 * next start. Every operation can be repeated, because the cloud repeats them after an interruption.
 */
export class Machine {
  /** The guest's serial console. */
  readonly console: ConsoleLog;
  private readonly disks: Map<number, MachineDisk>;
  private hardware: Hardware;
  private emulator: Emulator | undefined;

  constructor(
    private readonly settings: MachineSettings,
    private readonly emulators: Emulators,
  ) {
    requireSocketPath(settings.card.socketPath);
    this.console = new ConsoleLog(join(settings.folder, "console.log"));
    this.disks = new Map(settings.disks.map((disk) => [disk.unit, disk]));
    this.hardware = settings.hardware;
  }

  get name(): string {
    return this.settings.name;
  }

  get running(): boolean {
    return this.emulator?.running ?? false;
  }

  /** Its process id; undefined: it does not run. */
  get pid(): number | undefined {
    return this.running ? this.emulator?.pid : undefined;
  }

  /** Settles when the current process has ended for any reason; at once if none runs. */
  get stopped(): Promise<unknown> {
    return this.emulator?.ended ?? Promise.resolve();
  }

  /** Creates its folder, its disks and the settings for its guest. Keeps what exists. */
  async create(): Promise<void> {
    this.makeFolder();
    for (const disk of this.disks.values()) {
      await this.makeDisk(disk);
    }
  }

  /**
   * Switches it on. Resolves when its CPUs run, like the platform's "started", which does not wait for the guest
   * either.
   */
  async start(): Promise<void> {
    if (!this.running) {
      await this.launch([]);
    }
  }

  /**
   * Asks the guest to shut down, repeatedly, until it is off. A guest that has not written to a disk since it was
   * switched on has nothing to lose, and it may take another minute until it listens to the power button: it is
   * switched off at once.
   */
  async shutDown(): Promise<void> {
    const { emulator } = this;
    if (emulator === undefined || !emulator.running) {
      return;
    }
    if (!(await hasWritten(emulator))) {
      await this.powerOff();
      return;
    }
    await askToShutDown(emulator);
    if (emulator.running) {
      await this.powerOff();
      throw new Error(
        `${this.name} did not shut down within ${LONGEST_SHUT_DOWN_MS / 1000} s and was switched off; ` +
          `its console ends with: ${this.console.lastLines(3).join(" / ")}`,
      );
    }
  }

  /** Cuts the power. */
  async powerOff(): Promise<void> {
    await this.emulator?.quit();
    this.emulator = undefined;
  }

  /** Presses the reset button. */
  async reset(): Promise<void> {
    await this.mustRun("reset").qmp.execute("system_reset");
  }

  /** Shuts it down and switches it on again. */
  async reboot(): Promise<void> {
    await this.shutDown();
    await this.start();
  }

  /** Stops its CPUs and its clock; the guest does not notice. */
  async pause(): Promise<void> {
    await this.mustRun("pause").qmp.execute("stop");
  }

  async resume(): Promise<void> {
    await this.mustRun("resume").qmp.execute("cont");
  }

  /** Sets its share of the host for the next start. */
  reconfigure(hardware: Hardware): void {
    this.hardware = hardware;
  }

  /** Adds a blank disk; a running guest sees it within two seconds. */
  async addDisk(disk: MachineDisk): Promise<void> {
    const { unit } = disk;
    await this.makeDisk(disk);
    if (this.running && !this.disks.has(unit)) {
      await plugIn(this.mustRun("add a disk").qmp, unit, this.diskFile(unit).file);
    }
    this.disks.set(unit, disk);
  }

  /** Enlarges a disk; a running guest sees it within a second. */
  async growDisk({ unit, gigabytes }: MachineDisk): Promise<void> {
    if (this.running) {
      await resize(this.mustRun("grow a disk").qmp, unit, gigabytes);
    } else {
      await this.diskFile(unit).grow(gigabytes);
    }
    this.disks.set(unit, { unit, gigabytes });
  }

  /** Removes a disk with its content. */
  async removeDisk(unit: number): Promise<void> {
    if (this.running && this.disks.has(unit)) {
      await unplug(this.mustRun("remove a disk").qmp, unit);
    }
    this.disks.delete(unit);
    rmSync(this.diskFile(unit).file, { force: true });
  }

  /** Kills its process and removes all its files. */
  async delete(): Promise<void> {
    await this.emulator?.kill();
    this.emulator = undefined;
    rmSync(this.settings.folder, { recursive: true, force: true });
  }

  /**
   * Saves the running machine into a new folder: memory, devices and disks. Its process ends and its disks move there;
   * {@link restore} continues from them.
   */
  async save(folder: string): Promise<void> {
    const { qmp } = this.mustRun("save");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await saveState(qmp, folder);
    await this.powerOff();
    writeSnapshot(folder, this.settings, { hardware: this.hardware, disks: [...this.disks.values()] });
  }

  /**
   * Continues from a snapshot, instead of {@link create} and {@link start}. The snapshot does not change and can be
   * restored any number of times. The guest's clock shows the moment of saving until something sets it.
   * @throws Failure if the snapshot is of another machine or image
   */
  async restore(folder: string): Promise<void> {
    const snapshot: Snapshot = readSnapshot(folder, this.settings);
    this.makeFolder();
    this.hardware = snapshot.hardware;
    this.disks.clear();
    for (const disk of snapshot.disks) {
      this.disks.set(disk.unit, disk);
      await this.diskFile(disk.unit).create(undefined, { file: diskFileOf(folder, disk.unit), format: "qcow2" });
    }
    const { qmp } = await this.launch(["-incoming", "defer"]);
    await loadState(qmp, folder);
    await qmp.execute("cont");
  }

  private async launch(more: readonly string[]): Promise<Emulator> {
    const { name, folder, image } = this.settings;
    const disks = [...this.disks.values()];
    this.emulator = await this.emulators.launch({
      ...{ name: "machine", title: name, folder, command: image.qemu },
      parameters: [...machineParameters(this.settings, this.hardware, disks), ...more],
      onConsole: (text) => this.console.append(text),
    });
    return this.emulator;
  }

  private makeFolder(): void {
    const { folder, guest } = this.settings;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(guestSettingsFileOf(folder), renderGuestSettings(guest), { mode: 0o600 });
  }

  private async makeDisk({ unit, gigabytes }: MachineDisk): Promise<void> {
    const { disk: file, diskFormat: format } = this.settings.image;
    const disk = this.diskFile(unit);
    if (!disk.exists) {
      await disk.create(gigabytes, unit === 0 ? { file, format } : undefined);
    }
  }

  private diskFile(unit: number): DiskFile {
    const { folder, image } = this.settings;
    return new DiskFile(image.qemuImg, diskFileOf(folder, unit));
  }

  private mustRun(what: string): Emulator {
    if (this.emulator === undefined || !this.emulator.running) {
      throw new Error(`${this.name} does not run: it must, to ${what}`);
    }
    return this.emulator;
  }
}
