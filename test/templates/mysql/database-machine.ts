import { sessionStatement } from "../../../platform/mysql/session";
import type { NodeFile, RawFile, Step } from "../../../templates/node-file";
import { renderScript, type ScriptName } from "../../../templates/scripts/script";
import { sshdFile } from "../../../templates/sshd";
import { filled } from "./filled";
import { Machine, type Outcome } from "./machine";

const UPLOADS = "/home/ubuntu/.plumbline";

/** In place of systemd: stops mysqld and starts it, and comes back when it answers. */
const RESTART = `#!/bin/bash
set -eu
if pid=$(cat /run/mysqld/mysqld.pid 2>/dev/null); then
  kill "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
fi
exec mysqld --user=mysql --daemonize --pid-file=/run/mysqld/mysqld.pid >/dev/null 2>&1
`;

const STOP = "kill $(cat /run/mysqld/mysqld.pid); while [ -e /run/mysqld/mysqld.pid ]; do sleep 0.1; done";

/** A machine that the steps of a database node run on. */
export class DatabaseMachine {
  private constructor(
    readonly machine: Machine,
    /** Public Ed25519 host key, one line. */
    readonly hostKey: string,
  ) {}

  static async start(name: string, base: string): Promise<DatabaseMachine> {
    const machine = await Machine.start(name, base);
    machine.write("/usr/local/bin/restart-mysqld", RESTART, 0o755);
    machine.write("/etc/ssh/sshd_config.d/10-plumbline.conf", `${sshdFile()}HostKey /etc/ssh/ssh_host_ed25519_key\n`);
    await machine.must("ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/ssh_host_ed25519_key && /usr/sbin/sshd");
    return new DatabaseMachine(machine, await machine.must("cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub"));
  }

  /** Uploads what a step uploads. */
  upload(step: Step, files: readonly (NodeFile | RawFile)[], values: Readonly<Record<string, string>>): void {
    for (const file of files) {
      const name = file.name.replace(/\.tftpl$/, "");
      if (!name.startsWith(`${step}/`)) {
        throw new Error(`${name} is no file of ${step}`);
      }
      const content = "bytes" in file ? file.bytes : filled(file, values);
      this.machine.write(`${UPLOADS}/${name}`, content);
    }
  }

  uploadText(step: Step, name: string, text: string): void {
    this.machine.write(`${UPLOADS}/${step}/${name}`, text);
  }

  /** Adds to a file that was uploaded. */
  addText(step: Step, name: string, text: string): void {
    this.machine.must(`cat >>'${UPLOADS}/${step}/${name}'`, text);
  }

  /** Starts a script of a step, as Terraform does. */
  begin(step: Step, script: ScriptName, ...words: readonly string[]) {
    this.uploadText(step, `${script}.sh`, renderScript(script));
    const command = ["bash", `${UPLOADS}/${step}/${script}.sh`, ...words].join(" ");
    return this.machine.begin(command, "", {
      PLUMBLINE_MYSQL_RESTART: "/usr/local/bin/restart-mysqld",
      PLUMBLINE_TELL_SECONDS: "0",
    });
  }

  run(step: Step, script: ScriptName, ...words: readonly string[]): Promise<Outcome> {
    return this.begin(step, script, ...words).end;
  }

  /** Runs statements as root; what they give is the same whatever the server is set to. */
  sql(statements: string): Promise<string> {
    const session = sessionStatement("root");
    return this.machine.must(`mysql --init-command="${session}" --batch --skip-column-names --raw`, statements);
  }

  /** The set of transactions, on one line. */
  async transactions(): Promise<string> {
    return (await this.sql("SELECT @@GLOBAL.gtid_executed")).replaceAll("\n", "");
  }

  /** Moves the data to a file system of its own, of a size as mount takes it. */
  async moveData(size: string): Promise<void> {
    await this.machine.must(`${STOP}
      mkdir /root/small; mount -t tmpfs -o size=${size} tmpfs /root/small; cp -a /var/lib/mysql/. /root/small; chown mysql:mysql /root/small
      mount --move /root/small /var/lib/mysql; restart-mysqld`);
  }

  /** Has the data where they were, as they were when they were moved. */
  async moveDataBack(): Promise<void> {
    await this.machine.must(`${STOP}; umount /var/lib/mysql; restart-mysqld`);
  }

  /** Process number of mysqld within the machine: another one after a restart. */
  mysqld(): Promise<string> {
    return this.machine.must("cat /run/mysqld/mysqld.pid");
  }
}
