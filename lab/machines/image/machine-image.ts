/** A program with its leading arguments. */
export interface Command {
  /** Absolute path. */
  readonly program: string;
  readonly leading: readonly string[];
}

/** What a simulated server boots, and the QEMU for it. All paths are absolute. */
export interface MachineImage {
  /** `qemu-system-x86_64`, 9.2 or later. */
  readonly qemu: Command;
  /** `qemu-img` of the same release. */
  readonly qemuImg: Command;
  /** For `-kernel`. */
  readonly kernel: string;
  /** For `-initrd`. */
  readonly initrd: string;
  /** Base image of disk 0. It is never written to: machines use overlays. */
  readonly disk: string;
  readonly diskFormat: "raw";
  /** Size of disk 0. */
  readonly diskBytes: number;
  /** For `-append`, joined by spaces. */
  readonly kernelParameters: readonly string[];
  /** What was really run, for reports. */
  readonly description: {
    /** e.g. `Debian GNU/Linux 13 (trixie)` */
    readonly os: string;
    /** Release of the kernel. */
    readonly kernel: string;
    /** Version of QEMU. */
    readonly qemu: string;
    /** Version of MySQL that `apt-get install mysql-server` installs. */
    readonly mysql: string;
    /** Suite of the MySQL packages. */
    readonly mysqlSuite: string;
  };
}
