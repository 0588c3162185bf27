// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployOutputs, makeKey, sampleNode, sampleOutputs } from "./deployed-stack";
import { Project } from "./project";
import { SshServer } from "./ssh-server";

describe("ssh without a node", () => {
  it("lists the nodes with their addresses", async () => {
    const project = new Project();
    const { nodes, secrets } = sampleOutputs(makeKey(project.folder, "deployer").privateKey);
    const inner = sampleNode({ name: "inner", public_ipv4: null, private_ipv4: "10.1.0.9", ipv6: "2001:db8:a::9" });
    const { host_key, ssh_user, ssh_port, ...addresses } = sampleNode({ name: "appliance", private_ipv4: "10.1.0.8" });
    const unattended = { "EU6::appliance": addresses };
    deployOutputs(project, { nodes: { ...nodes, "EU6::inner": inner }, unattended, secrets });
    const { code, stdout } = await project.run("ssh");
    const refused = await project.run("ssh", ["appliance"]);
    project.remove();
    // nothing logs in to it, and no key of its is known
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("EU6::appliance is not contextualised");
    expect(refused.stderr).toContain("npm run secrets");
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "NODE             PUBLIC        PRIVATE   IPV6",
        "EU6::appliance   203.0.113.7   10.1.0.8  2001:db8:a::7",
        "EU6::inner       -             10.1.0.9  2001:db8:a::9",
        "EU6::master-sql  203.0.113.7   10.1.0.6  2001:db8:a::7",
        "NA9::slave-sql   198.51.100.9  10.2.0.6  2001:db8:b::9",
        "",
      ].join("\n"),
    );
  });
});

// a real sshd on loopback; `apt-get install openssh-server` where it is absent
describe("ssh to a node", { tags: "needs/sshd" }, () => {
  let project: Project;
  let server: SshServer;
  let privateKey: string;
  beforeAll(async () => {
    project = new Project();
    const deployer = makeKey(project.folder, "deployer");
    privateKey = deployer.privateKey;
    const host = makeKey(project.folder, "host");
    const impostor = makeKey(project.folder, "impostor");
    server = await SshServer.start(project.folder, "host", deployer.publicKey);
    const address = { public_ipv4: "127.0.0.1", ssh_port: server.port, ssh_user: server.user };
    deployOutputs(project, {
      nodes: {
        "EU6::master-sql": sampleNode({ ...address, host_key: host.publicKey }),
        "NA9::slave-sql": sampleNode({ ...address, name: "slave-sql", host_key: impostor.publicKey }),
      },
      secrets: sampleOutputs(privateKey).secrets,
    });
  });
  afterAll(() => {
    server.stop();
    project.remove();
  });

  const appears = async (file: string) => {
    while (!existsSync(join(project.folder, file))) {
      await sleep(50);
    }
  };

  it.each(["EU6::master-sql", "master-sql"])("logs in with the pinned host key: %s", async (node) => {
    const { code, stdout, stderr } = await project.run("ssh", [node, "--", "echo", "hello from $((6 * 7))"]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "hello from 42\n", stderr: "" });
    expect(project.leftBehind()).toEqual([]);
  });

  it("hands a command over as it stands, dashes included, with or without dash-dash", async () => {
    expect((await project.run("ssh", ["master-sql", "printf", "%s", "-n", "--help"])).stdout).toBe("-n--help");
    expect((await project.run("ssh", ["master-sql", "--", "printf %s '--' -- --help"])).stdout).toBe("------help");
  });

  it("passes on what it is given to read", async () => {
    const { finished, stdin } = project.start("ssh", ["master-sql", "wc", "-c"]);
    stdin.end("twelve bytes");
    expect((await finished).stdout.trim()).toBe("12");
  });

  it("passes on the command's exit code", async () => {
    expect((await project.run("ssh", ["master-sql", "exit 7"])).code).toBe(7);
    expect(project.leftBehind()).toEqual([]);
  });

  it("refuses a machine with another host key, and leaves no key behind", async () => {
    const { code, stdout, stderr } = await project.run("ssh", ["slave-sql", "echo", "in"]);
    expect({ code, stdout }).toEqual({ code: 255, stdout: "" });
    expect(stderr).toContain("Host key verification failed");
    expect(stderr).toContain("no connection to NA9::slave-sql");
    expect(project.leftBehind()).toEqual([]);
  });

  it("to an unknown node names the nearest one", async () => {
    const { code, stderr } = await project.run("ssh", ["slave-sq"]);
    expect(code).toBe(1);
    expect(stderr).toContain("did you mean slave-sql?");
  });

  it("keeps the key in one private file while it runs, and in no argument or environment of a process", async () => {
    const { finished, stdin, pid } = project.start("ssh", ["master-sql", `touch ${project.folder}/inside; cat`]);
    await appears("inside");
    const [folder = "absent"] = project.leftBehind();
    expect(readFileSync(join(project.temporary, folder, "deployer"), "utf8")).toBe(privateKey);
    const inKey = privateKey.split("\n").filter((line) => line.length === 70);
    expect(inKey.length).toBeGreaterThan(3);
    for (const process of [pid, ...childrenOf(pid)]) {
      const seen = ["cmdline", "environ"].map((file) => readFileSync(`/proc/${process}/${file}`, "utf8")).join();
      expect(inKey.filter((line) => seen.includes(line))).toEqual([]);
    }
    stdin.end();
    expect((await finished).code).toBe(0);
    expect(project.leftBehind()).toEqual([]);
  });

  it("ends on Ctrl-C with exit code 130, and leaves no key behind", async () => {
    const { finished, signalGroup } = project.start("ssh", ["master-sql", `touch ${project.folder}/ctrl-c; cat`]);
    await appears("ctrl-c");
    expect(project.leftBehind()).toHaveLength(1);
    signalGroup("SIGINT");
    expect((await finished).code).toBe(130);
    expect(project.leftBehind()).toEqual([]);
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("ends with its ssh on %s alone, and leaves no key behind", async (signal, expected) => {
    const { finished, pid } = project.start("ssh", ["master-sql", `touch ${project.folder}/${signal}; cat`]);
    await appears(signal);
    const children = childrenOf(pid);
    expect(children).toHaveLength(1);
    process.kill(pid, signal);
    expect((await finished).code).toBe(expected);
    expect(project.leftBehind()).toEqual([]);
    expect(children.filter((child) => existsSync(`/proc/${child}`))).toEqual([]);
  });

  it("works with the files that secrets writes, from any folder", async () => {
    expect((await project.run("secrets", ["--folder", "keys"])).code).toBe(0);
    const config = join(project.folder, "keys", "ssh_config");
    for (const alias of ["EU6::master-sql", "EU6-master-sql", "master-sql"]) {
      const { stdout } = spawnSync("ssh", ["-F", config, alias, "echo in"], { cwd: "/", encoding: "utf8" });
      expect(stdout).toBe("in\n");
    }
    const refused = spawnSync("ssh", ["-F", config, "slave-sql", "echo in"], { cwd: "/", encoding: "utf8" });
    expect(refused).toMatchObject({ status: 255, stdout: "" });
    const copied = spawnSync("scp", ["-F", config, "EU6-master-sql:/etc/hostname", join(project.folder, "copy")]);
    expect(copied.status).toBe(0);
    expect(readFileSync(join(project.folder, "copy"), "utf8")).toBe(readFileSync("/etc/hostname", "utf8"));
  });
});

function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number),
  );
}
