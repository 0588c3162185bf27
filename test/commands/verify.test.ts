// @module-tag tools
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { deployOutputs, makeKey, sampleNode, sampleOutputs } from "./deployed-stack";
import { Project } from "./project";
import { SshServer } from "./ssh-server";

describe("verify", () => {
  let project: Project;
  beforeAll(() => {
    project = new Project();
  });
  afterAll(() => project.remove());

  it("of a stack that is not deployed ends with an exit code of its own", async () => {
    const { code, stdout, stderr } = await project.run("verify", ["--json"]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("verify: stack tiny was never deployed from this folder");
  });

  it.each(["x", "updates,13"])("refuses to leave out %j", async (numbers) => {
    const { code, stderr } = await project.run("verify", ["--except", numbers]);
    expect(code).toBe(64);
    expect(stderr).toContain("it takes some of disks, firewall, ");
  });

  it("of a stack whose machines are left out says so and does not fail", {
    tags: ["needs/ssh", "needs/terraform"],
  }, async () => {
    deployOutputs(project, sampleOutputs(makeKey(project.folder, "made").privateKey));
    const { code, stdout } = await project.run("verify");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("MACHINES=left-out") });
    expect(JSON.parse((await project.run("verify", ["--json"])).stdout)).toMatchObject({ holds: true, checks: [] });
  });
});

// a real sshd on loopback; `apt-get install openssh-server` where it is absent
describe("verify of a node that does not let us in", { tags: ["needs/ssh", "needs/sshd", "needs/terraform"] }, () => {
  let project: Project;
  let server: SshServer;
  let silent: Server;
  let deployer: string;
  let hostKey: string;
  beforeAll(async () => {
    project = new Project();
    deployer = makeKey(project.folder, "deployer").privateKey;
    hostKey = makeKey(project.folder, "host").publicKey;
    server = await SshServer.start(project.folder, "host", makeKey(project.folder, "stranger").publicKey);
    silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => expect(project.leftBehind()).toEqual([]));
  afterAll(() => {
    silent.close();
    server.stop();
    project.remove();
  });

  const deploy = (changes: Parameters<typeof sampleNode>[0]) =>
    deployOutputs(project, {
      nodes: { "EU6::one": sampleNode({ name: "one", public_ipv4: "127.0.0.1", ssh_port: server.port, ...changes }) },
      expectations: { machines: "contextualised", nodes: { "EU6::one": { disks: [], peers: [] } } },
      replications: {},
      secrets: sampleOutputs(deployer).secrets,
    });

  it("tells both host keys where it is not the machine that was deployed", async () => {
    deploy({ host_key: makeKey(project.folder, "expected").publicKey });
    const { code, stdout } = await project.run("verify", ["--json"]);
    const { checks, nodes } = JSON.parse(stdout);
    expect({ code, nodes }).toEqual({ code: 3, nodes: { "EU6::one": null } });
    const shown = expect.stringMatching(/^SHA256:\S{43}$/);
    expect(checks).toMatchObject([
      { topic: "login", what: "host key", expected: shown, found: shown, holds: false },
      { topic: "login", found: expect.stringContaining("Host key verification failed"), holds: false },
    ]);
    expect(checks[0].found).not.toBe(checks[0].expected);
  });

  it("tells that the deployer's key is refused", async () => {
    deploy({ host_key: hostKey });
    const { code, stdout } = await project.run("verify");
    expect(code).toBe(3);
    expect(stdout).toMatch(/✘ {2}login {2}login with the deployer's key +no login: .*Permission denied \(publickey\)/);
    expect(stdout).toContain("to do: put the deployer's public key back");
    expect(stdout).toContain("1 node: 4 of 5 checks hold; 1 node not reached");
  });

  it("leaves out what it is told to leave out", async () => {
    const { code, stdout } = await project.run("verify", ["--except", "login", "--json"]);
    // it was not looked at, whatever is left out
    expect(code).toBe(3);
    const { checks } = JSON.parse(stdout) as { checks: { topic: string }[] };
    expect(checks.map(({ topic }) => topic)).toEqual(["sshd", "sshd", "sshd"]);
  });

  it("tells that nobody answers", async () => {
    deploy({ host_key: hostKey, ssh_port: 1 });
    const { code, stdout } = await project.run("verify");
    expect(code).toBe(3);
    expect(stdout).toContain("Connection refused");
    expect(stdout).toContain("operators of the plan");
  });

  it("ends on Ctrl-C with exit code 130, and leaves no key behind", async () => {
    const { port } = silent.address() as { port: number };
    deploy({ host_key: hostKey, ssh_port: port });
    const connected = new Promise((resolve) => silent.once("connection", resolve));
    const { finished, signalGroup } = project.start("verify");
    await connected;
    const [folder = "absent"] = project.leftBehind();
    expect(existsSync(join(project.temporary, folder, "deployer"))).toBe(true);
    signalGroup("SIGINT");
    expect((await finished).code).toBe(130);
  });
});
