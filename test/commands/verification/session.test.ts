// @module-tag tools
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SSH_FILES, writeSshFolder } from "../../../commands/ssh-access/ssh-config";
import { NodeConnections, scriptText } from "../../../commands/verification/session";
import { makeKey, sampleNode } from "../deployed-stack";
import { SshServer } from "../ssh-server";

describe.each(["node", "replication", "data"] as const)("%s.sh", (name) => {
  const text = scriptText(name);

  it("is clean to shellcheck", { tags: "needs/shellcheck" }, () => {
    // no script uses all that is handed to it
    const input = `# shellcheck disable=SC2016,SC2034,SC2317\n${text}`;
    expect(spawnSync("shellcheck", ["--shell=bash", "-"], { input, encoding: "utf8" }).stdout).toBe("");
  });

  it("is read to its end before it does anything, since it comes in on the standard input", () => {
    expect(text.trimEnd().split("\n").at(-1)).toBe('main "$@" </dev/null; exit');
  });
});

it("a server that puts us off for a moment is asked again, and not for ever", {
  tags: ["needs/ssh", "needs/sshd"],
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
  const deployer = makeKey(folder, "made");
  const host_key = makeKey(folder, "host").publicKey;
  const server = await SshServer.start(folder, "host", deployer.publicKey);
  let refusals = 2;
  let asked = 0;
  const doorman = createServer((socket) => {
    asked++;
    if (refusals-- > 0) {
      socket.end("Not allowed at this time\r\n");
    } else {
      const inner = connect(server.port, "127.0.0.1");
      socket.pipe(inner).pipe(socket);
    }
  });
  await new Promise<void>((resolve) => doorman.listen(0, "127.0.0.1", resolve));
  const { port: ssh_port } = doorman.address() as { port: number };
  const node = sampleNode({ public_ipv4: "127.0.0.1", ssh_port, host_key, ssh_user: server.user });
  const keys = join(folder, "keys");
  writeSshFolder(keys, { "EU6::one": node }, deployer.privateKey);
  const connections = new NodeConnections(join(keys, SSH_FILES.config), new AbortController().signal, 0);
  expect(await connections.tryLogin("EU6::one", server.user)).toMatchObject({ authenticated: true, isPutOff: false });
  expect(asked).toBe(3);
  refusals = 100;
  expect(await connections.tryLogin("EU6::one", server.user)).toMatchObject({ authenticated: false, isPutOff: true });
  expect(asked).toBe(7);
  doorman.close();
  server.stop();
  rmSync(folder, { recursive: true });
});
