// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
// @module-tag needs/sshd
// With the real Terraform and a real sshd: a step that Terraform was killed in, on a machine that remembers nothing of it.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokenOff, checkSteps, type StepRun } from "../../../commands/verification/step-runs";
import { providerMirror } from "../../../lab/providers/mirror";
import { renderScript } from "../../../templates/scripts/script";
import { eventually, NamespaceNode } from "../../templates/namespace-node";
import { makeKey, sampleNode } from "../deployed-stack";
import { ROOT } from "../project";
import { factsOf } from "./facts";

const run = promisify(execFile);
const HOME = "/home/ubuntu/.plumbline";

describe("runs of steps", () => {
  const runs: StepRun[] = ["grow", "configure"].map((step, index) => ({
    ...{ node: "EU6::n", step, address: `null_resource.EU6_n_${step}`, id: `${index + 1}` },
  }));

  it("are held against what the node says of itself", () => {
    const facts = factsOf({ step: ["grow 1", "configure 7", "boot 3"] });
    expect(brokenOff(runs, "EU6::n", facts).map(({ step }) => step)).toEqual(["configure"]);
    expect(checkSteps(runs, "EU6::n", facts)).toMatchObject([
      {
        holds: false,
        expected: "grow, configure",
        found: "not configure",
        remedy: expect.stringContaining("-replace=null_resource.EU6_n_configure"),
      },
    ]);
    expect(checkSteps(runs, "EU6::n", factsOf({ step: ["grow 1", "configure 2"] }))).toMatchObject([{ holds: true }]);
    expect(checkSteps(runs, "EU6::other", facts)).toEqual([]);
  });
});

describe.skipIf(NamespaceNode.missing !== undefined)(
  `a step that Terraform was killed in (${NamespaceNode.missing ?? "on a real node"})`,
  () => {
    let folder: string;
    let stack: string;
    let node: NamespaceNode;
    let environment: NodeJS.ProcessEnv;
    let running: ChildProcess | undefined;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "plumbline-runs-"));
      stack = join(folder, "stack");
      mkdirSync(stack);
      const deployer = makeKey(folder, "deployer");
      node = await NamespaceNode.start();
      node.must(
        "id ubuntu >/dev/null 2>&1 || useradd --create-home --shell /bin/bash ubuntu; rm -f /etc/ssh/ssh_host_*; ssh-keygen -A",
      );
      node.write("/etc/sudoers.d/90-test", "ubuntu ALL=(ALL) NOPASSWD:ALL\n", "0440");
      node.write("/etc/ssh/sshd_config.d/10-test.conf", "HostKeyAlgorithms ssh-ed25519\n");
      node.write("/home/ubuntu/.ssh/authorized_keys", deployer.publicKey, "0600");
      node.write(`${HOME}/progress.sh`, renderScript("progress"));
      node.must("chown -R ubuntu:ubuntu /home/ubuntu; /usr/sbin/sshd");
      const hostKey = node.read("/etc/ssh/ssh_host_ed25519_key.pub").trim();

      const { cliConfig } = await providerMirror({ root: ROOT });
      environment = { ...process.env, TF_CLI_CONFIG_FILE: cliConfig, CHECKPOINT_DISABLE: "1" };
      const connection = {
        ...{ type: "ssh", host: "127.0.0.1", user: "ubuntu", private_key: deployer.privateKey, host_key: hostKey },
        ...{ agent: false, script_path: `${HOME}/terraform_%RAND%.sh`, timeout: "1m" },
      };
      const progress = `sudo bash ${HOME}/progress.sh`;
      const step = (name: string, inline: string[], more: object = {}, earlier = "") => ({
        ...{ triggers: { step: `EU6::n ${name}` }, connection, ...more },
        provisioner: [
          {
            "remote-exec": {
              inline: [
                "set -eu",
                `${progress} begin ${name}=\${self.id} ${earlier}`,
                ...inline,
                `${progress} end ${name}=\${self.id}`,
              ],
            },
          },
        ],
      });
      const outputs = {
        nodes: { "EU6::n": sampleNode({ public_ipv4: "127.0.0.1", host_key: hostKey }) },
        secrets: { deployer_key: deployer.privateKey, passwords: {}, admin_passwords: {} },
      };
      const configuration = {
        terraform: { required_providers: { null: { source: "hashicorp/null" } } },
        resource: {
          null_resource: {
            EU6_n_one: step("one", ["touch /tmp/at-work", "until [ -e /tmp/may-end ]; do sleep 0.1; done"]),
            EU6_n_two: step(
              "two",
              [],
              { depends_on: ["null_resource.EU6_n_one"] },
              "one=${null_resource.EU6_n_one.id}@null_resource.EU6_n_one",
            ),
            other: { provisioner: [{ "local-exec": { command: "until [ -e at-work ]; do sleep 0.1; done" } }] },
          },
        },
        output: Object.fromEntries(
          Object.entries(outputs).map(([name, value]) => [name, { value, sensitive: name === "secrets" }]),
        ),
      };
      writeFileSync(join(stack, "main.tf.json"), JSON.stringify(configuration));
      await operator("terraform", "init");
    });
    afterAll(async () => {
      if (running?.pid !== undefined && running.exitCode === null && running.signalCode === null) {
        process.kill(-running.pid, "SIGKILL");
      }
      await node.stop();
      rmSync(folder, { recursive: true });
    });

    /** Runs a program on the operator's machine, which sees the node's network. */
    function operator(program: string, ...words: string[]) {
      const inside = ["--target", `${node.pid}`, "--net", program, ...words, "-no-color"];
      return run("nsenter", inside, { cwd: stack, env: environment });
    }
    /** Terraform as it runs under cdktf. */
    async function kept(...words: string[]) {
      const shared = mkdtempSync(join(folder, "shared-"));
      environment = { ...environment, PLUMBLINE_TERRAFORM: "terraform", PLUMBLINE_TERRAFORM_PROCESSES: shared };
      return operator("bash", join(ROOT, "commands", "terraform", "keep-terraform.sh"), ...words);
    }

    it("is killed, and Terraform takes it for done", async () => {
      running = spawn("nsenter", ["--target", `${node.pid}`, "--net", "terraform", "apply", "-auto-approve"], {
        ...{ cwd: stack, env: environment, detached: true, stdio: "ignore" },
      });
      await eventually("the step is at work", () => node.run("test -e /tmp/at-work").status === 0);
      writeFileSync(join(stack, "at-work"), "");
      await eventually("the other resource is done", () => {
        const state = join(stack, "terraform.tfstate");
        return existsSync(state) && /"name": "other"/.test(readFileSync(state, "utf8"));
      });
      process.kill(-(running.pid ?? 0), "SIGKILL");
      await once(running, "exit");
      node.must("pkill --full [m]ay-end; true");
      expect((await operator("terraform", "plan")).stdout).not.toMatch(/null_resource\.EU6_n_one (will|must) be/);
    });

    it("is not gone on after by the next step, which says what to do", async () => {
      const { stderr, stdout } = await operator("terraform", "apply", "-auto-approve").catch((error) => error);
      expect(`${stdout}${stderr}`).toContain("progress: the step one did not come to its end on this node");
      expect(`${stdout}${stderr}`).toContain("apply -replace=null_resource.EU6_n_one");
    });

    it("is in the next plan, and run again by the next apply; then nothing is new", async () => {
      const { stdout, stderr } = await kept("plan");
      expect(stderr).toContain("the step one of EU6::n did not come to its end there: it is run again");
      expect(stdout).toMatch(/null_resource\.EU6_n_one will be replaced, as requested/);
      node.write("/tmp/may-end", "");
      await kept("apply", "-auto-approve");
      const after = await kept("plan");
      expect(after.stderr).toBe("");
      expect(after.stdout).toContain("No changes.");
      const state = JSON.parse(readFileSync(join(stack, "terraform.tfstate"), "utf8"));
      const one = state.resources.find(({ name }: { name: string }) => name === "EU6_n_one").instances[0].attributes.id;
      expect(node.read("/var/lib/plumbline/steps/one")).toBe(`${one}\n`);
    });

    it("does not end a run that began after it", () => {
      const progress = (...words: string[]) => node.run(`bash ${HOME}/progress.sh ${words.join(" ")}`);
      expect(progress("begin", "three=1").status).toBe(0);
      expect(progress("begin", "three=2").status).toBe(0);
      expect(progress("end", "three=1")).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("another run of the step three has begun meanwhile"),
      });
      expect(progress("begin", "four=1", "three=2@null_resource.three").stderr).toContain(
        "the step three did not come to its end",
      );
      expect(progress("end", "three=2")).toMatchObject({ status: 0, stderr: "", stdout: "" });
      expect(progress("begin", "four=1", "three=2@null_resource.three").status).toBe(0);
    });

    it("of a node that is not reached is told, and nothing else is done about it", async () => {
      node.must("pkill sshd; true");
      const { stdout, stderr } = await kept("plan");
      expect(stderr).toMatch(/EU6::n was not asked which of its steps came to their end: .*refused/);
      expect(stdout).toContain("No changes.");
    });
  },
);
