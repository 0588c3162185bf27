// @module-tag tools
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { formatDiagnostic } from "../../plan/findings/plan-error";
import { loadPlan } from "../../plan/load";
import { FittingsStack } from "../../stacks/fittings-stack";
import { synthesize } from "../constructs/synthesized";

const GUESTS = resolve(__dirname, "../../examples/guests");

/** What the example is synthesized to, with some of its text replaced. */
function guests(...edits: readonly (readonly [from: string, to: string])[]) {
  let text = readFileSync(join(GUESTS, "fittings.yaml"), "utf8");
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replaceAll(from, to);
  }
  const files = { readFile: () => undefined, readBytes: (path: string) => readFileSync(join(GUESTS, path)) };
  const plan = loadPlan("fittings.yaml", text, files);
  return { plan, ...synthesize((app) => new FittingsStack(app, plan)) };
}

describe("members of a replication with a cloud-config of their own", () => {
  const ROOT = resolve(__dirname, "../..");
  const CONFIG = `
        prepare: echo this node is {{ node.name }}
        cloud-config:
          packages: [nginx, mysql-server]
          ntp:
          fqdn: shop.example.com
          users: [default, { name: ann, ssh-authorized-keys: ["{{ rsa_public.local }}"] }]
          write_files: [{ path: /root/pw, content: "{{ random.secret }}" }]
          bootcmd: [date]
          runcmd: ["echo {{ random.secret }}"]
`;
  const member = () => {
    const text = readFileSync(join(ROOT, "fittings.yaml"), "utf8").replace(
      /^( +)mysql: sql\n/m,
      (line, indent) => line + CONFIG.slice(1).replaceAll(/^ {8}/gm, indent),
    );
    const files = { readFile: () => undefined, readBytes: (path: string) => readFileSync(join(ROOT, path)) };
    const plan = loadPlan("fittings.yaml", text, files);
    return synthesize((app) => new FittingsStack(app, plan));
  };

  it("are synthesized with both, each time alike", () => {
    const { files, terraform } = member();
    const userData = files["nodes/EU6/sql1/boot/user-data.tftpl"];
    // MySQL is installed by the first boot's script, which mends what its package leaves incomplete on a busy machine
    expect(userData).toContain("packages:\n  - nftables\n  - rsync\n  - zstd\n  - nginx\nntp:");
    expect(userData).toContain("install_mysql");
    expect(userData).not.toContain("random_secret");
    expect(userData).not.toMatch(/^hostname:/m);
    expect(files["nodes/EU6/sql1/ready/expectations.tftpl"]).toContain("name='shop'");
    expect(terraform.resource.null_resource.EU6_sql1_boot.depends_on).toContain("null_resource.EU6_sql1_prepare");
    expect(member().files).toEqual(files);
  });
});

describe("guests of a plan", () => {
  const { plan, terraform, files } = guests();
  const step = (id: string) => terraform.resource.null_resource[`EU6_${id}`];
  const uploaded = (id: string) => JSON.stringify(terraform.locals[`EU6_${id}_files`]);

  it("name each other's addresses, and each first boot waits for the servers that it names", () => {
    for (const [one, other] of [
      ["one", "two"],
      ["two", "one"],
    ]) {
      expect(uploaded(`${one}_boot`)).toContain(`local.EU6_${other}_ipv6`);
    }
    expect(uploaded("web_boot")).toContain("ddcloud_server.EU6_one.primary_adapter_ipv4");
  });

  it("have one key pair and one password of a name, which no trigger shows", () => {
    expect(Object.keys(terraform.resource.tls_private_key)).toContain("values_key_rsa");
    expect(Object.keys(terraform.resource.random_password).filter((id) => id.includes("shop"))).toHaveLength(1);
    for (const [id, { triggers }] of Object.entries<{ triggers: object }>(terraform.resource.null_resource)) {
      expect(JSON.stringify(triggers), id).not.toMatch(/private_key_(pem|openssh)|values_shop_secret\.result/);
    }
  });

  it("have a secret in user-data only where no file can hold it", () => {
    expect(files["nodes/EU6/one/boot/user-data.tftpl"]).not.toContain("shop_secret");
    expect(files["nodes/EU6/one/boot/user-data.tftpl"]).toContain("key_rsa_private");
    expect(files["nodes/EU6/one/boot/settled-user-data.tftpl"]).not.toContain("key_rsa_private");
    expect(files["nodes/EU6/one/boot/guest.json.tftpl"]).toContain("shop_secret");
  });

  it("are prepared before their first boot", () => {
    expect(step("web_prepare").depends_on).toEqual(["null_resource.EU6_web_adopt"]);
    expect(step("web_boot").depends_on).toEqual(["null_resource.EU6_web_adopt", "null_resource.EU6_web_prepare"]);
    expect(step("one_prepare")).toBeUndefined();
  });

  it("let in the keys of their cloud-config, and are compared with what it opens", () => {
    expect(files["nodes/EU6/one/configure/authorized-keys.tftpl"]).toContain("${key_rsa_public}");
    expect(files["nodes/EU6/one/ready/expectations"]).toContain("sshd_otherwise=('PermitRootLogin prohibit-password')");
    expect(terraform.output.expectations.value.nodes["EU6::one"].sshd).toEqual({
      PermitRootLogin: "prohibit-password",
    });
    const warnings = plan.warnings.map(formatDiagnostic).join("\n");
    expect(warnings).toMatch(/fittings\.yaml:37:\d+ +warning +`disable_root: false`/);
  });

  it("get from the real Terraform what their cloud-config says, whatever is in the values", () => {
    const folder = mkdtempSync(join(tmpdir(), "plumbline-guests-"));
    for (const name of ["user-data", "guest.json"]) {
      writeFileSync(join(folder, name), files[`nodes/EU6/one/boot/${name}.tftpl`] ?? "");
    }
    const key = 'line "one"\nline \\\\ two\n\ttab ${not} %{this}';
    const values = ["key_rsa_private", "key_rsa_public", "operator_key", "shop_secret", "shop_secret_sha256"];
    const addresses = ["EU6_one_ipv6", "EU6_two_ipv6"].map((name) => [name, "2001:db8::1"]);
    writeFileSync(
      join(folder, "values.json"),
      JSON.stringify(Object.fromEntries([...values.map((name) => [name, key]), ...addresses])),
    );
    const of = (name: string) => `templatefile("${name}", jsondecode(file("values.json")))`;
    const input = `jsonencode([${of("user-data")}, ${of("guest.json")}])\n`;
    const { stdout, stderr } = spawnSync("terraform", ["console"], { cwd: folder, input, encoding: "utf8" });
    expect(stdout, stderr).not.toBe("");
    const [userData, guest] = JSON.parse(JSON.parse(stdout)) as [string, string];
    expect(JSON.parse(guest).files[0].content).toBe(`password=${key}\ndigest=${key}\n`);
    const print = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))";
    const read = spawnSync("/usr/bin/python3", ["-c", print], { input: userData, encoding: "utf8" });
    expect(JSON.parse(read.stdout).ssh_keys).toEqual({ rsa_private: `${key}\n`, rsa_public: key });
    rmSync(folder, { recursive: true });
  });

  it("ask whoever deploys for what plumbery read from the environment, and only then", () => {
    expect(Object.keys(terraform.variable)).not.toContain("environment_TOKEN");
    const asked = guests(["password={{ shop.secret }}", "password={{ environment.TOKEN }}"]).terraform;
    expect(asked.variable.environment_TOKEN).toMatchObject({ sensitive: true });
  });

  it("with Windows run their commands over WinRM, the first that fails ends them, and have no other step", () => {
    const { terraform: windows, plan: read } = guests([
      "Ubuntu 22.04 64-bit 2 CPU",
      "Win2012 R2 Std 2 CPU\n    disks: [0 50]\n    contextualise: never\n    windows: { hostname: SHOP, cmds: ['echo {{ web.ipv6 }} > c:\\x'] }",
    ]);
    const { EU6_one_windows: step, ...others } = windows.resource.null_resource;
    expect(Object.keys(others)).toEqual(["EU6_two_windows", "EU6_web_windows"]);
    expect(step.connection).toMatchObject({ type: "winrm", https: false, use_ntlm: true, port: 5985 });
    expect(step.provisioner[1]["remote-exec"].inline).toEqual([
      expect.stringContaining("Rename-Computer -NewName 'SHOP'"),
      "if errorlevel 1 exit /b 1",
      "echo ${local.EU6_web_ipv6} > c:\\x",
      "if errorlevel 1 exit /b 1",
      expect.stringContaining("shutdown /r"),
    ]);
    expect(read.warnings.map(({ message }) => message)).toContain(
      "the cloud-config does nothing on a node on which no step runs",
    );
  });

  it("are refused where cloud-init would do nothing, or the node would never be reached again", () => {
    const [power, mode] = ["power_state: { mode: reboot }", "power_state: { mode: poweroff }"];
    expect(() => guests([power, mode])).toThrow(/power_state|poweroff/);
  });
});
