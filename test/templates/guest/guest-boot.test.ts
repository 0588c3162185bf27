// @module-tag tools
// @module-tag needs/namespaces
// @module-tag needs/cloud-init
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ApplyValue } from "../../../templates/apply-value";
import { bootFiles } from "../../../templates/boot";
import { filledText } from "../../../templates/filled-text";
import type { CloudConfig } from "../../../templates/guest/guest-boot";
import { renderScript } from "../../../templates/scripts/script";
import { filled, NamespaceNode } from "../namespace-node";
import { value } from "../values";

const secret = (name: string): ApplyValue => ({ ...value(name), isSecret: true });
const SECRETS = { password: 'S3cret "quoted" \\ 50%', key: "-----BEGIN KEY-----\nabcdef\n-----END KEY-----" };
const SCRIPTS = ["boot", "boot-finish", "boot-settled"] as const;

const filesOf = (cloudConfig: CloudConfig) => {
  const props = { node: "web", loginUser: "ubuntu", ntp: [], packages: [], scripts: [], userData: [], cloudConfig };
  const files = bootFiles(props).map((file) => [
    file.name.slice(5).replace(/\.tftpl$/, ""),
    filled(file, { ...SECRETS, address: "2001:db8::7" }),
  ]);
  return Object.fromEntries([...files, ...SCRIPTS.map((name) => [`${name}.sh`, renderScript(name)])]);
};

describe("a cloud-config of people, with a real cloud-init", () => {
  let node: NamespaceNode;

  beforeEach(async () => {
    node = await NamespaceNode.start();
    node.must("id ubuntu || useradd --create-home --shell /bin/bash ubuntu; ssh-keygen -A");
    node.must("rm -rf /etc/ssh/sshd_config.d/* /boot/vmlinuz-* /var/lib/cloud /etc/cloud/cloud.cfg.d/99-*");
    for (const command of ["systemctl", "systemd-run", "apt-get", "apt-mark"]) {
      node.stub(command, `echo "${command} $*" >>/run/calls`);
    }
    boots("one");
  });
  afterEach(() => node.stop());

  function boots(id: string): void {
    node.must(
      "umount /proc/sys/kernel/random/boot_id 2>/dev/null; rm -rf /run/cloud-init /run/calls /run/reboot-required",
    );
    node.write("/run/boot-id", `${id}\n`);
    node.must("mount --bind /run/boot-id /proc/sys/kernel/random/boot_id");
  }
  const cloudInit = () =>
    node.run(
      "mkdir -p /run/systemd/system; cloud-init init --local; cloud-init init; " +
        "cloud-init modules --mode=config; cloud-init modules --mode=final; rm -r /run/systemd/system",
    );
  const step = (script: string) => node.run(`bash /home/ubuntu/.plumbline/boot/${script}.sh`);
  /** All up to the moment in which the outcome is looked at. */
  const begin = (config: CloudConfig) => {
    node.upload("boot", filesOf(config));
    expect(step("boot")).toMatchObject({ status: 0, stderr: "" });
    boots("two");
    return cloudInit();
  };
  const finish = () => step("boot-finish");
  const nowhere = (text: string) =>
    node.must(
      `grep --recursive --files-with-matches --fixed-strings -e '${text}' /var/lib/cloud /var/log /run /home/ubuntu/.plumbline || true`,
    );

  it("runs its commands as one script, whose words and files are as cloud-init's", () => {
    begin({
      hostname: "shop",
      write_files: [{ path: "/root/plain", content: filledText`to ${value("address")}\n`, permissions: "0640" }],
      runcmd: [
        "cd /tmp",
        "word='it is'",
        ["touch", "a file"],
        "pwd >there",
        'echo "$word" >>there',
        "cat <<END >>there",
        "in $word",
        "END",
      ],
    });
    const outcome = finish();
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(node.read("/tmp/there")).toBe("/tmp\nit is\nin it is\n");
    expect(node.must("stat -c %a '/tmp/a file' /root/plain")).toBe("644\n640\n");
    expect(node.read("/root/plain")).toBe("to 2001:db8::7\n");
    expect(node.read("/etc/hostname")).toBe("shop\n");
    expect(step("boot-settled")).toMatchObject({ status: 0, stderr: "" });
  });

  it("fails for a command in the middle, with its number and output, and shows no secret", () => {
    begin({
      runcmd: ["echo begins", filledText`ls /nowhere '${secret("password")}' '${secret("key")}'`, "touch /tmp/later"],
    });
    const { status, stderr } = finish();
    expect(status).toBe(1);
    expect(stderr).toContain("guest: runcmd: command 2 of 3 ended with status 2: ls /nowhere '(secret)' '(secret)'");
    expect(stderr).toContain("guest:   | ls:");
    expect(stderr).not.toContain("begins");
    expect(stderr).not.toMatch(/S3cret|abcdef/);
    expect(node.must("ls /tmp/later")).toBe("/tmp/later\n");
  });

  it("fails for a command of each boot, and for a script that ends itself", () => {
    begin({ bootcmd: ["false", "true"], runcmd: ["true", "exit 3", "touch /tmp/later"] });
    const { stderr } = finish();
    expect(stderr).toContain("guest: bootcmd: command 1 of 2 ended with status 1: false");
    expect(stderr).toContain("guest: runcmd: command 2 of 3 ended the whole script with status 3: exit 3");
  });

  it("takes a question that is answered with no for no failure", () => {
    begin({ runcmd: ["[ -e /nowhere ] && touch /tmp/x", "grep -q zzz /etc/hosts && touch /tmp/x", "exit 0", "false"] });
    expect(finish()).toMatchObject({ status: 0, stderr: "" });
  });

  it("keeps secrets from user-data where a file can hold them, and ends with none of them in it", () => {
    const config: CloudConfig = {
      disable_root: false,
      ssh_pwauth: true,
      ssh_keys: { rsa_private: filledText`${secret("key")}\n`, rsa_public: "ssh-rsa AAAA" },
      bootcmd: [filledText`echo '${secret("key")}' >/tmp/each`],
      write_files: [
        { path: "/root/early", content: filledText`pw=${secret("password")}\n`, permissions: "0400" },
        { path: "/home/ubuntu/late", content: filledText`${secret("key")}`, owner: "ubuntu:ubuntu", defer: true },
      ],
      chpasswd: { list: [filledText`ubuntu:${secret("password")}`], expire: false },
      runcmd: ["cp /root/early /root/seen", "cat /root/early"],
    };
    node.upload("boot", filesOf(config));
    expect(step("boot").status).toBe(0);
    boots("two");
    cloudInit();
    expect(finish()).toMatchObject({ status: 0, stderr: "" });
    expect(node.read("/root/seen")).toBe(`pw=${SECRETS.password}\n`);
    expect(node.must("stat -c '%a %U' /root/early /home/ubuntu/late /etc/ssh/ssh_host_rsa_key")).toBe(
      "400 root\n644 ubuntu\n600 root\n",
    );
    expect(node.read("/etc/ssh/ssh_host_rsa_key")).toBe(`${SECRETS.key}\n`);
    const sshd = node.must("sshd -T -C user=root,host=x,addr=::1");
    expect(sshd).toContain("permitrootlogin without-password\n");
    expect(sshd).toContain("passwordauthentication yes\n");
    expect(step("boot-settled")).toMatchObject({ status: 0, stderr: "" });
    expect(nowhere("S3cret")).toBe("");
    expect(nowhere("abcdef")).toBe("");
    expect(node.must("stat -c '%a %U' /var/lib/plumbline/guest /var/lib/plumbline/guest/*")).toBe(
      "700 root\n600 root\n600 root\n",
    );

    // the next boot is one of the same instance: it repeats the commands of each boot, and nothing else
    const instance = node.must("readlink /var/lib/cloud/instance");
    node.must("rm -f /root/seen /tmp/each; ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key >/run/before");
    boots("three");
    cloudInit();
    expect(node.must("readlink /var/lib/cloud/instance")).toBe(instance);
    expect(node.run("test -e /root/seen").status).toBe(1);
    expect(node.read("/tmp/each")).toContain("abcdef");
    expect(node.must("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key | cmp - /run/before && echo same")).toBe("same\n");
    expect(nowhere("S3cret")).toBe("");
    expect(nowhere("BEGIN KEY")).toBe("");
  });

  it("leaves no upload of secrets where the first boot is over, or cannot begin", () => {
    const files = filesOf({ write_files: [{ path: "/root/early", content: filledText`${secret("password")}` }] });
    node.write("/var/lib/plumbline/booted", "mark\n");
    node.upload("boot", files);
    expect(step("boot")).toMatchObject({ status: 0, stdout: expect.stringContaining("nothing to do") });
    expect(nowhere("S3cret")).toBe("");
    node.must("rm /var/lib/plumbline/booted");
    node.upload("boot", files);
    node.stub("dpkg", "echo audit; false");
    expect(step("boot").status).toBe(1);
    expect(nowhere("S3cret")).toBe("");
  });

  it("shows no secret in what cloud-init itself says, nor in the words of a process", () => {
    begin({ chpasswd: { list: filledText`ubuntu:${secret("password")}`, expire: false } });
    const text = `Cmd: ['chpasswd', ${JSON.stringify(SECRETS.password)}]`;
    const record = { status: "error", errors: [], recoverable_errors: { WARNING: [text] } };
    const long = `status: error\ndetail:\n${text}`;
    node.write("/run/record.json", JSON.stringify(record));
    node.write("/run/long", long);
    node.must("cp /usr/bin/python3 /run/python3");
    node.stub("python3", 'printf "%s\\n" "$@" >>/run/words; exec /run/python3 "$@"');
    for (const status of [2, 1]) {
      node.stub("cloud-init", `case $* in *json*) cat /run/record.json ;; *) cat /run/long ;; esac; exit ${status}`);
      const { stdout, stderr } = finish();
      expect(stdout + stderr).toContain("Cmd: ['chpasswd', \"(secret)\"]");
      expect(stdout + stderr).not.toContain("S3cret");
    }
    expect(node.read("/run/words")).not.toContain("S3cret");
  });

  it("restarts once more where power_state wants it", () => {
    begin({ power_state: { mode: "reboot", delay: "now", condition: "test -e /etc/hosts" } });
    expect(finish().stdout).toContain("power_state of the node's cloud-config asks for a restart");
  });

  it("goes on after words that cloud-init knows no more, and says so", () => {
    begin({ expire: false, users: ["default", { name: "ubuntu", "ssh-authorized-keys": ["ssh-rsa AAAA a"] }] });
    expect(finish().status).toBe(0);
  });
});
