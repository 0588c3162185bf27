// @module-tag tools
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ApplyValue } from "../../../templates/apply-value";
import { filledText } from "../../../templates/filled-text";
import { type CloudConfig, guestBoot } from "../../../templates/guest/guest-boot";
import { filled } from "../namespace-node";
import { value } from "../values";

const secret = (name: string): ApplyValue => ({ ...value(name), isSecret: true });
const PASSWORD = 'S3cret "quoted" \\ 50%';
const VALUES = { password: PASSWORD, key: "-----BEGIN KEY-----\nabcdef\n-----END KEY-----" };

describe("the program of a guest", () => {
  let folder: string;
  let place: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-guest-"));
    place = join(folder, "guest");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (config: CloudConfig) => {
    mkdirSync(place, { recursive: true });
    for (const file of guestBoot(config).files) {
      writeFileSync(join(place, file.name.replace(/^boot\/|\.tftpl$/g, "")), filled(file, VALUES));
    }
  };
  const act = (name: string, input: string | Buffer = "", environment: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync("python3", [join(place, "guest.py"), name], {
      input,
      env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", PLUMBLINE_CLOUD: join(folder, "cloud"), ...environment },
    });
    return { status, stdout: String(stdout), stderr: String(stderr) };
  };
  const owner = spawnSync("sh", ["-c", 'echo "$(id -un):$(id -gn)"'], { encoding: "utf8" }).stdout.trim();
  /** What is said of commands, once they have run. */
  const reported = (runcmd: CloudConfig["runcmd"]) => {
    put(runcmd === undefined ? {} : { runcmd });
    act("runcmd");
    return act("report");
  };

  it("masks secrets in the log of cloud-init, which goes to the console, too", () => {
    put({
      runcmd: [filledText`echo '${secret("password")}'`, filledText`echo '${secret("key")}'`, "printf 'no end'"],
      bootcmd: [filledText`echo '${secret("password")}'`],
    });
    for (const name of ["bootcmd", "runcmd"]) {
      const { stdout } = act(name);
      expect(stdout).toContain("(secret)");
      expect(stdout).not.toMatch(/S3cret|abcdef/);
    }
    expect(act("runcmd").stdout).toMatch(/no end$/);
    // the commands of each boot say it at later ones, too
    act("close");
    expect(act("bootcmd")).toMatchObject({ status: 0, stdout: "(secret)\n", stderr: "" });
  });

  it("masks secrets as other programs spell them, in texts of any bytes", () => {
    put({ runcmd: [filledText`echo '${secret("password")}'`] });
    const spelled = [
      JSON.stringify(PASSWORD),
      PASSWORD.replaceAll("\\", "\\\\"),
      ...["", "a", "ab"].map((before) => Buffer.from(`${before}${PASSWORD} and more`).toString("base64")),
    ];
    const before = Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(spelled.join("\n"))]);
    const { status, stdout, stderr } = act("mask", before, { LC_ALL: "", LANG: "en_US.UTF-8", PYTHONUTF8: "0" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.match(/\(secret\)/g)).toHaveLength(spelled.length);
  });

  it("copies other bytes as they are, whatever the locale", () => {
    put({ runcmd: [filledText`echo '${secret("password")}'`] });
    const strict = { LC_ALL: "", PYTHONIOENCODING: "utf-8:strict" };
    expect(act("mask", Buffer.from([0x61, 0xff, 0x0a]), strict)).toMatchObject({ status: 0, stderr: "" });
  });

  it.each([
    ["command -v nothing-of-this-name && echo there"],
    ["type nothing-of-this-name && echo there"],
    ["getent passwd nobody-of-this-name && echo there"],
    ["cd /; [ -e /nowhere ] && echo there"],
    ["for file in /nowhere; do [ -e $file ] && echo there; done"],
    ["systemctl is-active nothing-of-this-name && echo there"],
  ])("takes an answer for no failure: %s", (command) => {
    expect(reported([command])).toMatchObject({ status: 0, stderr: "" });
  });

  it.each([
    ["[ -e / ] && nothing-of-this-name"],
    ["[ -e /nowhere ] && true || false"],
    ["grep -q a /nowhere && echo there"],
    ["false"],
  ])("takes a failure for one: %s", (command) => {
    expect(reported([command, "true"]).stderr).toContain("command 1 of 2 ended with status");
  });

  it("keeps account of commands that have no path to programs, and of very long lines", () => {
    const commands = ["PATH=/nowhere", "false", "PATH=/usr/bin:/bin", "head -c 3000000 /dev/zero", "true"];
    expect(reported(commands).stderr).toContain("command 2 of 5 ended with status 1: false");
  });

  it("writes the entries of one file in their order where one of them has a secret", () => {
    const path = join(folder, "both");
    const config: CloudConfig = {
      write_files: [
        { path, content: "first\n", owner },
        { path, content: filledText`${secret("password")}\n`, append: true, owner },
        { path: join(folder, "other"), content: "plain" },
      ],
    };
    put(config);
    expect(guestBoot(config).userData.write_files).toEqual([{ path: join(folder, "other"), content: "plain" }]);
    act("bootcmd");
    expect(readFileSync(path, "utf8")).toBe(`first\n${PASSWORD}\n`);
  });

  it("writes files after the commands of each boot, as cloud-init does, and not again", () => {
    const path = join(folder, "mounted/file");
    const content = filledText`${secret("password")}`;
    put({ bootcmd: [`mkdir -m 711 ${folder}/mounted`], write_files: [{ path, content, owner }] });
    act("bootcmd");
    expect(statSync(join(folder, "mounted")).mode & 0o777).toBe(0o711);
    rmSync(path);
    act("bootcmd");
    expect(existsSync(path)).toBe(false);
  });

  it("obeys words for yes and no in files, and tells of one that it cannot write", () => {
    const content = filledText`${secret("password")}`;
    const path = join(folder, "early");
    put({
      write_files: [
        { path: join(folder, "bad"), content, encoding: "gz+b64", owner },
        { path, content, defer: "no", owner, permissions: "0600" },
      ],
    });
    expect(act("bootcmd").status).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(PASSWORD);
    act("runcmd");
    expect(act("report")).toMatchObject({ status: 1, stderr: expect.stringContaining(`${folder}/bad`) });
  });

  it("tells of files that were never written, because the machine went off", () => {
    const content = filledText`${secret("password")}`;
    for (const defer of [true, false]) {
      put({ write_files: [{ path: join(folder, "late"), content, owner, defer }] });
      expect(act("report")).toMatchObject({ status: 1, stderr: expect.stringContaining("write_files") });
      rmSync(place, { recursive: true });
    }
  });

  it("goes on with a close that broke off anywhere", () => {
    const instance = join(folder, "cloud/instance");
    for (const left of ["guest.json", "settled-user-data"]) {
      mkdirSync(instance, { recursive: true });
      mkdirSync(join(folder, "cloud/seed/nocloud"), { recursive: true });
      put({ bootcmd: ["true"], runcmd: [filledText`echo ${secret("password")}`] });
      writeFileSync(join(place, "settled-user-data"), "#cloud-config\n");
      act("bootcmd");
      act("runcmd");
      // a file that cannot be removed stands for the moment in which the machine goes off
      rmSync(join(place, "runcmd.sh"));
      mkdirSync(join(place, "runcmd.sh"));
      expect(act("close").status).toBe(1);
      rmSync(join(place, "runcmd.sh"), { recursive: true });
      expect(act("bootcmd"), left).toMatchObject({ status: 0, stderr: "" });
      expect(act("close"), left).toMatchObject({ status: 0, stderr: "" });
      expect(JSON.parse(readFileSync(join(place, "guest.json"), "utf8"))).toMatchObject({ bootcmd: ["true"] });
      rmSync(place, { recursive: true });
    }
  });
});
