// @module-tag tools
// @module-tag needs/namespaces
// @module-tag needs/ssh
// @module-tag needs/sshd
// @module-tag needs/sudo
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { STEPS } from "../../../templates/node-file";
import { renderScript } from "../../../templates/scripts/script";
import { eventually, NamespaceNode, type Outcome, outcome, pause } from "../namespace-node";

const PASSWORD = 'only "adopt" knows $this\' \\ one';

/** A private key in OpenSSH form and its public line. */
function keyPair(folder: string, name: string): { readonly privateKey: string; readonly publicKey: string } {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(folder, name)]);
  const publicKey = readFileSync(join(folder, `${name}.pub`), "utf8");
  return { privateKey: readFileSync(join(folder, name), "utf8"), publicKey };
}

describe("adopt", () => {
  let folder: string;
  let node: NamespaceNode;
  let environment: Record<string, string>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-adopt-"));
    writeFileSync(join(folder, "adopt.sh"), renderScript("adopt"));
    writeFileSync(join(folder, "adopt-node.sh"), renderScript("adopt-node"));
    const [deployer, hostKey, operator] = ["deployer", "host", "operator"].map((name) => keyPair(folder, name));
    environment = {
      NODE: "EU6::master-sql",
      HOST: "127.0.0.1",
      PORT: "22",
      LOGIN_USER: "ubuntu",
      ADMIN_PASSWORD: PASSWORD,
      DEPLOYER_KEY: deployer?.privateKey ?? "",
      DEPLOYER_PUBLIC: deployer?.publicKey ?? "",
      HOST_KEY_PRIVATE: hostKey?.privateKey ?? "",
      HOST_KEY_PUBLIC: hostKey?.publicKey ?? "",
      OPERATOR_KEYS: `${operator?.publicKey}\n`,
    };
    return () => rmSync(folder, { recursive: true });
  });

  // as an image of the platform is: root logs in with the administrator password
  beforeEach(async () => {
    node = await NamespaceNode.start();
    node.must("userdel --remove ubuntu 2>/dev/null || true; rm -f /etc/ssh/ssh_host_*; ssh-keygen -A");
    node.write("/etc/ssh/sshd_config.d/50-image.conf", "PermitRootLogin yes\nPasswordAuthentication yes\n");
    node.must("chpasswd", `root:${PASSWORD}\n`);
    node.must("/usr/sbin/sshd");
  });
  afterEach(() => node.stop());

  const adopt = (changes: Record<string, string> = {}): Promise<Outcome> =>
    outcome(node.operator(join(folder, "adopt.sh"), { ...environment, ...changes }));

  /** Logs in over a new connection, as Terraform does in every later step. */
  const login = (command: string, options = "") => {
    const key = join(folder, "deployer");
    node.write("/run/deployer", readFileSync(key, "utf8"), "0600");
    node.write("/run/known", `127.0.0.1 ${environment.HOST_KEY_PUBLIC}`);
    const pinned = "-F none -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=/run/known";
    return node.run(`ssh ${pinned} -i /run/deployer ${options} ${command}`);
  };

  /** What adopt changes, as far as a second run could change it again. */
  const state = () =>
    node.must("find /etc/ssh /etc/sudoers.d /home/ubuntu -printf '%p %M %u %T@\\n' | sort; getent shadow root ubuntu");

  const expectAdopted = () => {
    expect(login("ubuntu@127.0.0.1 sudo -n id -u")).toMatchObject({ status: 0, stdout: "0\n" });
    expect(node.must("passwd --status root")).toMatch(/^root L/);
    expect(node.must("sshd -T -C user=root,host=x,addr=::1")).toContain("permitrootlogin no\n");
    expect(node.must("find /home/ubuntu/.plumbline -mindepth 1 -printf '%f %M %u\\n' | sort")).toBe(
      [...STEPS]
        .sort()
        .map((step) => `${step} drwx------ ubuntu\n`)
        .join(""),
    );
    expect(node.read("/home/ubuntu/.ssh/authorized_keys")).toBe(
      `${environment.DEPLOYER_PUBLIC}${environment.OPERATOR_KEYS?.trim()}\n`,
    );
    const offered = node.must("ssh-keyscan 127.0.0.1 2>/dev/null").trim();
    expect(offered).toBe(`127.0.0.1 ${environment.HOST_KEY_PUBLIC?.split(" ").slice(0, 2).join(" ")}`);
  };

  it("leaves its run's id on the node when root is closed, also where it was before", async () => {
    for (const RUN of ["71", "72"]) {
      expect(await adopt({ RUN })).toMatchObject({ status: 0, stderr: "" });
      expect(node.read("/var/lib/plumbline/steps/adopt")).toBe(`${RUN}\n`);
    }
  });

  it("takes a new server over, and leaves an adopted one alone", async () => {
    const first = await adopt();
    expect(first.stderr).toBe("");
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(/the server showed SHA256:\S+ \(\w+\)/);
    expect(first.stdout).toContain("adopt EU6::master-sql: adopted: ubuntu logs in by key, root does not log in");
    expectAdopted();

    const before = state();
    const second = await adopt({ ADMIN_PASSWORD: "no longer of any use" });
    expect(second).toEqual({
      status: 0,
      stdout: "adopt EU6::master-sql: adopted already, nothing to do\n",
      stderr: "",
    });
    expect(state()).toBe(before);
    // the image's login is gone
    const root = "-o PubkeyAuthentication=no root@127.0.0.1 true";
    expect(login(root).stderr).toContain("Permission denied");
  });

  it("leaves nothing of a secret on the operator's machine, nor in any command's arguments or environment", async () => {
    const secrets = [PASSWORD, environment.DEPLOYER_KEY, environment.HOST_KEY_PRIVATE].map(
      (secret) => String(secret).split("\n")[1] ?? String(secret),
    );
    // holds the server's side for a moment while both ends are looked at
    node.stub("visudo", 'cat /proc/[0-9]*/cmdline | tr "\\0" " " >/run/seen; sleep 1; exec /usr/sbin/visudo "$@"');
    const child = node.operator(join(folder, "adopt.sh"), environment);
    const finished = outcome(child);
    const seen: string[] = [];
    let looks = 0;
    while (child.exitCode === null) {
      for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
          seen.push(readFileSync(`/proc/${entry}/cmdline`, "utf8"));
          // the environment of the script itself is how it is given the secrets
          const command = readFileSync(`/proc/${entry}/comm`, "utf8").trim();
          if (command === "ssh") {
            seen.push(readFileSync(`/proc/${entry}/environ`, "utf8"));
          }
          if (command === "ssh") {
            looks++;
          }
        } catch {
          // the process has ended meanwhile
        }
      }
      await pause(20);
    }
    expect((await finished).status).toBe(0);
    expect(looks).toBeGreaterThan(0);
    const told = (await finished).stdout + (await finished).stderr;
    for (const secret of secrets) {
      expect(seen.join("\n")).not.toContain(secret);
      expect(node.read("/run/seen")).not.toContain(secret);
      expect(told).not.toContain(secret);
    }
  });

  it.each([
    ["before the user has keys", "useradd", "[[ $* == *ubuntu* ]]"],
    ["before sudo is allowed", "visudo", "true"],
    ["with the host key in place and the old one still served", "sshd", "[[ $* == -t ]]"],
    ["with root's login closed and its password still there", "passwd", "[[ $* == --lock* ]]"],
  ])("goes on after the operator's machine died %s", async (_, command, condition) => {
    // the script on the node stops right there, and outlives the one who started it
    const real = node.must(`command -v ${command}`).trim();
    node.stub(
      command,
      `if ${condition} && [[ ! -e /run/go ]]; then touch /run/held; while [[ ! -e /run/go ]]; do sleep 0.1; done; kill -9 $PPID; exit 1; fi; exec ${real} "$@"`,
    );
    const child = node.operator(join(folder, "adopt.sh"), environment);
    const broken = outcome(child);
    await eventually("the script stops", () => node.run("test -e /run/held").status === 0);
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await broken;

    const next = adopt();
    await pause(1000);
    node.must("touch /run/go");
    const { status, stdout, stderr } = await next;
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
    expectAdopted();
  });

  it("tries again when the connection breaks off", async () => {
    node.stub(
      "visudo",
      "rm /usr/local/sbin/visudo; kill $(awk '/^PPid/ { print $2 }' /proc/$PPID/status); sleep 5; exit 1",
    );
    const { status, stdout } = await adopt();
    expect(stdout).toContain("the connection broke off");
    expect(status).toBe(0);
    expectAdopted();
  });

  it("makes the account that the node's image calls for", async () => {
    node.must("id cloud-user >/dev/null 2>&1 && userdel --remove cloud-user || true");
    const { status, stdout } = await adopt({ LOGIN_USER: "cloud-user" });
    expect(status).toBe(0);
    expect(stdout).toContain("adopted: cloud-user logs in by key, root does not log in");
    expect(login("cloud-user@127.0.0.1 sudo -n id -u")).toMatchObject({ status: 0, stdout: "0\n" });
    expect(node.must("stat -c '%a %U' /home/cloud-user/.plumbline/boot")).toBe("700 cloud-user\n");
    expect(node.run("id ubuntu").status).toBe(1);
    // and nothing is left to do for the same account
    expect((await adopt({ LOGIN_USER: "cloud-user" })).status).toBe(0);
  });

  it("asks once, and says what to do, when the administrator password is refused", async () => {
    node.must("kill $(cat /run/sshd.pid); sleep 0.2; /usr/sbin/sshd -E /run/sshd.log -o LogLevel=VERBOSE");
    const { status, stderr } = await adopt({ ADMIN_PASSWORD: "wrong" });
    expect(status).toBe(1);
    expect(stderr).toContain("127.0.0.1 refuses the administrator password of root, and its host key is not the one");
    expect(stderr).toContain("to do: compare the host key above with the server's console");
    expect(node.read("/run/sshd.log").match(/Failed password/g)).toHaveLength(1);
    expect(node.run("id ubuntu").status).toBe(1);
  });

  it("does not speak to a server with another host key as if it were the node, once the node is adopted", async () => {
    expect((await adopt()).status).toBe(0);
    // another machine at the same address, which even has the deployer's key
    node.must("rm /etc/ssh/sshd_config.d/05-*; ssh-keygen -q -t ed25519 -N '' -f /run/other");
    node.must(
      "cp /run/other /etc/ssh/ssh_host_ed25519_key; kill $(cat /run/sshd.pid); sleep 0.2; /usr/sbin/sshd -E /run/sshd.log",
    );
    const { status, stderr } = await adopt();
    expect(status).toBe(1);
    expect(stderr).toContain("its host key is not the one made for this node");
    expect(node.read("/run/sshd.log")).not.toContain("ubuntu");
  });

  it("leaves root open and says so when another host key answers than the one just installed", async () => {
    node.must("ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/other");
    node.write("/etc/ssh/sshd_config.d/00-image.conf", "HostKey /etc/ssh/other\n");
    const { status, stderr } = await adopt();
    expect(status).toBe(1);
    expect(stderr).toContain("another host key answers at 127.0.0.1 than the one just installed");
    expect(node.must("passwd --status root")).toMatch(/^root P/);
  });

  it("gives a busy server the time that it takes to show its new host key", async () => {
    node.must("ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/other");
    node.write("/etc/ssh/sshd_config.d/00-image.conf", "HostKey /etc/ssh/other\n");
    node.must("kill -HUP $(cat /run/sshd.pid)");
    // what a reload is asked for comes later
    const late = "sleep 2; rm -f /etc/ssh/sshd_config.d/00-image.conf; kill -HUP $(cat /run/sshd.pid)";
    node.stub("systemctl", `{ ${late}; } >/dev/null 2>&1 &`);
    const { status, stdout, stderr } = await adopt();
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
    expectAdopted();
  });

  it("waits for a server that is in the middle of a reload", async () => {
    node.must("mv /run/sshd.pid /run/sshd.away");
    const busy = adopt();
    await eventually(
      "the host key is in place",
      () => node.run("test -e /etc/ssh/sshd_config.d/05-plumbline-host-key.conf").status === 0,
    );
    await pause(500);
    node.must("mv /run/sshd.away /run/sshd.pid");
    const { status, stdout, stderr } = await busy;
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("waiting for sshd to be through with its last reload");
    expectAdopted();
  });

  it("says that the deployer's key is gone when the node is the right one", async () => {
    expect((await adopt()).status).toBe(0);
    node.must(": >/home/ubuntu/.ssh/authorized_keys");
    const { status, stderr } = await adopt();
    expect(status).toBe(1);
    expect(stderr).toContain("has the host key of this node, but refuses the deployer's key and root's password");
  });

  it("waits for a server that does not answer yet, and tells for how long", async () => {
    node.must("kill $(cat /run/sshd.pid)");
    const silent = await adopt({ LIMIT_SECONDS: "1" });
    expect(silent.status).toBe(1);
    expect(silent.stdout).toContain("waiting for 127.0.0.1 port 22 to answer, at most 1 s");
    expect(silent.stderr).toContain("no answer from 127.0.0.1 port 22 for 1 s");
    expect(silent.stderr).toContain("to do: see whether the server is started");
    const late = adopt();
    await pause(500);
    node.must("/usr/sbin/sshd");
    expect((await late).status).toBe(0);
  });

  it("refuses an image whose sshd does not take its values, and leaves its configuration as it was", async () => {
    node.must("sed -i '/^Include/d' /etc/ssh/sshd_config; echo 'PermitRootLogin yes' >>/etc/ssh/sshd_config");
    node.must("kill -HUP $(cat /run/sshd.pid)");
    const { status, stderr } = await adopt();
    expect(status).toBe(1);
    expect(stderr).toContain("sshd does not read /etc/ssh/sshd_config.d/05-plumbline-host-key.conf");
    expect(node.must("ls /etc/ssh/sshd_config.d")).toBe("50-image.conf\n");
  });
});
