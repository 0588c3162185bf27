/** A program with the arguments that come before all others. */
export interface Command {
  /** Absolute path. */
  readonly program: string;
  readonly leading: readonly string[];
}

/** What a simulated server boots, and what boots it. All paths are absolute. */
export interface MachineImage {
  /** `qemu-system-x86_64`, 9.2 or later. */
  readonly qemu: Command;
  /** `qemu-img` of the same release. */
  readonly qemuImg: Command;
  /** For `-kernel`. */
  readonly kernel: string;
  /** For `-initrd`. */
  readonly initrd: string;
  /** Disk 0, never written to: a backing file of overlays. */
  readonly disk: string;
  readonly diskFormat: "raw";
  /** Of disk 0, in bytes. */
  readonly diskSize: number;
  /** For `-append`, joined by spaces. */
  readonly kernelParameters: readonly string[];
  /** For reports: what was really run. */
  readonly description: {
    /** e.g. `Debian GNU/Linux 13 (trixie)` */
    readonly os: string;
    /** Release of the kernel. */
    readonly kernel: string;
    /** Version of QEMU. */
    readonly qemu: string;
    /** Version of MySQL's packages that `apt-get install mysql-server` brings. */
    readonly mysql: string;
    /** Suite that they come from. */
    readonly mysqlSuite: string;
  };
}
