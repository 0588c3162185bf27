import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";

const SSHD = "/usr/sbin/sshd";

/** A real sshd on loopback that lets one key in, as the account that runs the tests. */
export class SshServer {
  public readonly user = userInfo().username;

  private constructor(
    public readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** `hostKey` names the file of a private key in `folder`. */
  public static async start(folder: string, hostKey: string, authorizedKey: string): Promise<SshServer> {
    if (process.getuid?.() === 0) {
      // where sshd shuts its unprivileged half in; its package makes it when the service starts
      mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    }
    const port = await freePort();
    writeFileSync(join(folder, "authorized_keys"), `${authorizedKey}\n`, { mode: 0o600 });
    const config = [
      "ListenAddress 127.0.0.1",
      `Port ${port}`,
      `HostKey ${join(folder, hostKey)}`,
      `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
      "PidFile none",
      "Subsystem sftp internal-sftp",
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      "",
    ].join("\n");
    writeFileSync(join(folder, "sshd_config"), config);
    const child = spawn(SSHD, ["-D", "-e", "-f", join(folder, "sshd_config")], { stdio: ["ignore", "ignore", "pipe"] });
    await new Promise<void>((resolve, reject) => {
      let said = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("Server listening")) {
          resolve();
        }
      });
      child.on("exit", () => reject(new Error(`sshd did not start: ${said}`)));
    });
    return new SshServer(port, child);
  }

  public stop(): void {
    this.child.kill("SIGTERM");
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
