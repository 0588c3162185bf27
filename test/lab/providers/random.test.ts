// @module-tag tools
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { WorkingFolder } from "./working-folder";

describe("the stand-in of random", () => {
  let folder: WorkingFolder;

  beforeAll(async () => {
    folder = await WorkingFolder.make((await providerMirror()).cliConfig);
  });
  afterAll(() => folder.remove());

  const password = (parameters: string) => `resource "random_password" "root" {\n${parameters}\n}\n`;

  it("makes a password of the length and the classes that are asked for", async () => {
    await folder.apply(password("length = 20\nmin_upper = 4\nmin_lower = 3\nmin_numeric = 5\nmin_special = 6"));
    const { result, ...rest } = await folder.state("random_password.root");
    expect(result).toHaveLength(20);
    const count = (pattern: RegExp) => result.match(pattern)?.length ?? 0;
    expect(count(/[A-Z]/g)).toBeGreaterThanOrEqual(4);
    expect(count(/[a-z]/g)).toBeGreaterThanOrEqual(3);
    expect(count(/[0-9]/g)).toBeGreaterThanOrEqual(5);
    expect(count(/[!@#$%&*()\-_=+[\]{}<>:?]/g)).toBeGreaterThanOrEqual(6);
    expect(rest).toEqual({
      id: "none",
      length: 20,
      bcrypt_hash: expect.stringMatching(/^\$2a\$10\$/),
      keepers: null,
      override_special: null,
      ...{ upper: true, lower: true, special: true, number: true, numeric: true },
      ...{ min_upper: 4, min_lower: 3, min_numeric: 5, min_special: 6 },
    });
    expect((await folder.plan()).changes).toEqual({});
  });

  it("knows the defaults at plan, and nothing of the secret", async () => {
    const { after, after_unknown, after_sensitive } = (await folder.plan(password("length = 8"))).change(
      "random_password.root",
    );
    expect(after).toMatchObject({ special: true, number: true, numeric: true, min_special: 0 });
    expect(after_unknown).toEqual({ id: true, result: true, bcrypt_hash: true });
    expect(after_sensitive).toEqual({ result: true, bcrypt_hash: true });
  });

  it.each(["number", "numeric"])("lets %s decide for its twin", async (argument) => {
    const { after } = (await folder.plan(password(`length = 8\n${argument} = false`))).change("random_password.root");
    expect(after).toMatchObject({ number: false, numeric: false });
  });

  it("keeps to override_special and to the classes that are switched on", async () => {
    await folder.apply(password('length = 40\nupper = false\nnumeric = false\noverride_special = "-"'));
    const { result } = await folder.state("random_password.root");
    expect(result).toMatch(/^[a-z-]{40}$/);
  });

  it.each([
    ["a length of 0", "length = 0", "at least 1"],
    ["a length below the sum of the minima", "length = 5\nmin_upper = 3\nmin_lower = 3", "at least sum of"],
    [
      "a password of no characters",
      "length = 5\nupper = false\nlower = false\nnumeric = false\nspecial = false",
      "at least one must be true",
    ],
  ])("refuses %s", async (_, parameters, message) => {
    await folder.configure(password(parameters));
    const { failed, text } = await folder.outcome(["validate"]);
    expect(failed).toBe(true);
    expect(text).toContain(message);
  });

  it("replaces on every argument and on a changed keeper, not on an empty one", async () => {
    const expected: Record<string, string> = {
      "keepers = {}": "update",
      "keepers = { a = null }": "update",
      'keepers = { a = "1" }': "replace",
      "special = false": "replace",
      "numeric = false": "replace",
      "min_lower = 1": "replace",
      'override_special = "-"': "replace",
    };
    const each = (extra: (parameters: string) => string) =>
      Object.keys(expected)
        .map((parameters, i) => `resource "random_password" "p${i}" {\nlength = 8\n${extra(parameters)}\n}\n`)
        .join("");
    await folder.apply(each(() => ""));
    const { changes } = await folder.plan(each((parameters) => parameters));
    const actions = Object.keys(expected).map((parameters, i) => [parameters, changes[`random_password.p${i}`]]);
    expect(Object.fromEntries(actions)).toEqual(expected);
  });

  it("keeps the value through an update in place, and draws another one on replacement", async () => {
    const value = async () => (await folder.state("random_password.root")).result;
    await folder.apply(password("length = 16"));
    const first = await value();
    await folder.apply(password("length = 16\nkeepers = {}"));
    expect(await value()).toBe(first);
    await folder.apply(password('length = 16\nkeepers = { generation = "2" }'));
    expect(await value()).not.toBe(first);
  });

  it("makes the other kinds in their published shapes", async () => {
    await folder.apply(`
      resource "random_bytes" "key" { length = 16 }
      resource "random_id" "id" {
        byte_length = 8
        prefix      = "node-"
      }
      resource "random_integer" "port" {
        min = 5
        max = 5
      }
      resource "random_pet" "pet" { prefix = "db" }
      resource "random_shuffle" "zones" {
        input        = ["a", "b", "c"]
        result_count = 7
        seed         = "fixed"
      }
      resource "random_shuffle" "again" {
        input        = ["a", "b", "c"]
        result_count = 7
        seed         = "fixed"
      }
      resource "random_string" "name" {
        length  = 12
        special = false
      }
      resource "random_uuid" "uuid" {}
    `);
    const bytes = await folder.state("random_bytes.key");
    expect(Buffer.from(bytes.base64, "base64").toString("hex")).toBe(bytes.hex);
    expect(bytes).toMatchObject({ length: 16, hex: expect.stringMatching(/^[0-9a-f]{32}$/) });

    const id = await folder.state("random_id.id");
    const drawn = Buffer.from(id.id, "base64url");
    expect(drawn).toHaveLength(8);
    expect(id).toMatchObject({
      b64_url: `node-${id.id}`,
      b64_std: `node-${drawn.toString("base64")}`,
      hex: `node-${drawn.toString("hex")}`,
      dec: `node-${BigInt(`0x${drawn.toString("hex")}`)}`,
    });

    expect(await folder.state("random_integer.port")).toEqual({
      ...{ id: "5", result: 5, min: 5, max: 5, seed: null, keepers: null },
    });
    expect((await folder.state("random_pet.pet")).id).toMatch(/^db-[a-z]+-[a-z]+$/);

    const { result, id: shuffleId } = await folder.state("random_shuffle.zones");
    expect(shuffleId).toBe("-");
    expect(result.slice(0, 3).sort()).toEqual(["a", "b", "c"]);
    expect(result.slice(3, 6).sort()).toEqual(["a", "b", "c"]);
    expect((await folder.state("random_shuffle.again")).result).toEqual(result);

    const name = await folder.state("random_string.name");
    expect(name.result).toMatch(/^[A-Za-z0-9]{12}$/);
    expect(name.id).toBe(name.result);

    const uuid = await folder.state("random_uuid.uuid");
    expect(uuid).toEqual({
      id: uuid.result,
      result: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      keepers: null,
    });

    expect((await folder.plan()).changes).toEqual({});
    await folder.terraform(["destroy", "-auto-approve"]);
    expect((await folder.readState()).resources).toEqual([]);
  });

  it("refuses an integer whose min exceeds its max, at apply", async () => {
    await folder.configure('resource "random_integer" "port" {\n  min = 6\n  max = 5\n}\n');
    await folder.plan();
    const { failed, text } = await folder.outcome(["apply", "-auto-approve"]);
    expect(failed).toBe(true);
    expect(text).toContain("min must not exceed max");
  });

  it("imports a password by its value and an id by prefix and value", async () => {
    await folder.terraform(["destroy", "-auto-approve"]);
    await folder.configure(`
      ${password("length = 9")}
      resource "random_id" "id" {
        byte_length = 3
        prefix      = "a,b"
      }
    `);
    await folder.terraform(["import", "random_password.root", "S3cret!!x"]);
    await folder.terraform(["import", "random_id.id", "a,b,AQID"]);
    expect(await folder.state("random_password.root")).toMatchObject({ result: "S3cret!!x", id: "none", length: 9 });
    expect(await folder.state("random_id.id")).toMatchObject({ id: "AQID", prefix: "a,b", hex: "a,b010203" });
    expect((await folder.plan()).changes).toEqual({});
  });

  it("draws an ephemeral password that no state holds", async () => {
    const ephemeral = (expected: string) => `
      ephemeral "random_password" "passing" {
        length  = 12
        special = false
        lifecycle {
          postcondition {
            condition     = can(regex("^[A-Za-z0-9]{${expected}}$", self.result)) && startswith(self.bcrypt_hash, "$2a$10$")
            error_message = "unexpected password"
          }
        }
      }
    `;
    await folder.apply(ephemeral("12"));
    expect((await folder.readState()).resources).toEqual([]);
    await folder.configure(ephemeral("13"));
    expect((await folder.outcome(["apply", "-auto-approve"])).text).toContain("unexpected password");
  });
});
