// @module-tag tools
// @module-tag needs/cloud-init
// The schema of the real cloud-init judges what is translated.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { dataOf } from "../../../plan/cloud-config/edits";
import { Translator } from "../../../plan/cloud-config/translator";
import { Findings } from "../../../plan/findings/findings";
import type { PlainData } from "../../../plan/plan";
import { readDocuments } from "../../../plan/yaml/documents";
import { get, type Mapping } from "../../../plan/yaml/tree";
import { given, withConfig } from "./trial-config";

const JUDGE = `
import json, sys
from cloudinit.config.schema import get_schema, validate_cloudconfig_schema
schema, verdicts = get_schema(), []
for config in json.load(sys.stdin):
    try:
        validate_cloudconfig_schema(config, schema, strict=True, log_details=False, log_deprecations=True)
        verdicts.append("")
    except Exception as error:
        verdicts.append(str(error))
print(json.dumps(verdicts))
`;

/** What cloud-init has against each of the configs; "": nothing, not even that something is old. */
function judged(configs: readonly unknown[]): readonly string[] {
  const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", JUDGE], {
    input: JSON.stringify(configs),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const OLD = [
  "apt_update: true",
  "apt_proxy: http://proxy.example.com:3128",
  "apt_sources: [{source: 'deb http://example.com/ a b', filename: a, keyid: F3}]",
  "packages: [ntp, php5, [openjdk-7-jdk, '7']]",
  "power_state: {mode: reboot, delay: '+5'}",
  "chpasswd: {list: 'root:x', expire: false}",
  "expire: false",
  "users: [default, {name: ubuntu, ssh-authorized-keys: [x]}]",
  "write_files: [{path: /home/ubuntu/x, content: y, permissions: 0400}]",
];

describe("a translated cloud-config", () => {
  it("is what cloud-init takes without a word, and was not before", () => {
    const text = withConfig(...OLD);
    const [, document] = readDocuments("x.yaml", text, new Findings()) ?? [];
    expect(document).toBeDefined();
    const written = OLD.map((line) => {
      const [tree] = readDocuments("x.yaml", line, new Findings()) ?? [];
      return tree === undefined ? null : dataOf(tree);
    });
    expect(judged([given(...OLD)])).toEqual([""]);
    // the schema knows no packages, and each release of cloud-init calls more of it old
    expect(judged(written).filter((verdict) => verdict !== "").length).toBeGreaterThan(3);
  });

  it("of others' plans is so, too", { tags: "needs/shared" }, () => {
    const folder = resolve(__dirname, "../../../../shared/plans/merged");
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
    const written = files.flatMap((file): PlainData[] =>
      JSON.parse(readFileSync(join(folder, file), "utf8")).userdata.flatMap(
        (one: { userdata?: PlainData }) => one.userdata ?? [],
      ),
    );
    const translated = written.map((config) => {
      const [tree] = readDocuments("x.yaml", JSON.stringify({ config }), new Findings()) ?? [];
      return dataOf(new Translator(new Findings()).translate(get(tree, "config") as Mapping, "Ubuntu 24.04"));
    });
    expect(judged(written).filter((verdict) => verdict !== "").length).toBeGreaterThan(20);
    expect(judged(translated).filter((verdict) => verdict !== "")).toEqual([]);
  });
});
