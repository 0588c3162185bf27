// @module-tag tools
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Cancellation } from "../../../../lab/host/cancellation";
import { Failure } from "../../../../lab/host/failure";
import { providersFor } from "../../../../lab/rehearsal/terraform/providers";
import { ROOT } from "../plan-file";
import { UsersProviders } from "./users-providers";

describe("the providers of a rehearsal", () => {
  let user: UsersProviders;
  let said: string[];

  const choose = (wanted?: string) =>
    providersFor({
      environment: { ...user.environment, LAB_PROVIDERS: wanted },
      root: ROOT,
      folder: user.home,
      cancellation: new Cancellation(),
      log: (line) => said.push(line),
    });
  const failure = async (wanted: string): Promise<Failure> => {
    const error = await choose(wanted).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Failure);
    return error as Failure;
  };
  const mirrored = () => {
    const mirror = user.mirror("mirror");
    user.configure(`filesystem_mirror {\n  path = "${mirror}"\n}`);
    return mirror;
  };

  beforeEach(async () => {
    user = await UsersProviders.make();
    said = [];
  });
  afterEach(() => user.remove());

  it.each([
    undefined,
    "",
    "published",
  ])("are the published ones where all are at hand, with LAB_PROVIDERS %j", async (wanted) => {
    const mirror = mirrored();
    const providers = await choose(wanted);
    expect(providers).toMatchObject({ kind: "published", summary: `published: ${mirror}` });
    expect(providers.words).toContain("ddcloud v3.0.6 (unauthenticated)");
    expect(existsSync(providers.cliConfig ?? "")).toBe(true);
    expect(said.join()).not.toContain("stand-in");
  });

  it("are the stand-ins where no registry is at hand, and the report and the progress say why", async () => {
    const providers = await choose();
    expect(providers).toMatchObject({ kind: "stand-in", summary: "stand-in: no registry at hand" });
    expect(providers.words).toContain("no registry at hand");
    expect(providers.cliConfig).toContain(join(".cache", "providers", "mirror-"));
    expect(said[0]).toMatch(/^not the published providers: .*127\.0\.0\.1:9/);
  });

  it("are the stand-ins, all of them, where one of the published ones is missing", async () => {
    user.configure(`filesystem_mirror {\n  path = "${user.mirror("mirror", ["null", "random", "tls"])}"\n}`);
    expect(await choose()).toMatchObject({ kind: "stand-in", summary: "stand-in: no source has ddcloud 3.0.6" });
  });

  it("are the stand-ins where they are asked for, whatever there is", async () => {
    mirrored();
    expect(await choose("stand-in")).toMatchObject({ kind: "stand-in", summary: "stand-in" });
  });

  it("are none where the published ones are asked for and are not to be had", async () => {
    const { message, hints } = await failure("published");
    expect(message).toContain("no registry at hand");
    expect(hints.join()).toContain("127.0.0.1:9");
  });

  it("are none where the published ones are asked for and the user's configuration names the stand-ins", async () => {
    user.configure(`filesystem_mirror {\n  path = "${user.link("exported")}"\n}`);
    expect((await failure("published")).message).toContain("own stand-ins");
  });

  it("are development builds only where they are asked for, and they are named", async () => {
    const mirror = user.mirror("mirror");
    const override = `dev_overrides {\n  "hashicorp/tls" = "${user.folderOf("tls", mirror)}"\n}`;
    const own = user.configure(`${override}\nfilesystem_mirror {\n  path = "${mirror}"\n}`);
    expect(await choose()).toMatchObject({ kind: "stand-in", summary: "stand-in: development overrides" });
    expect(await choose("published")).toMatchObject({
      kind: "published",
      cliConfig: own,
      words: expect.stringContaining("hashicorp/tls"),
    });
  });

  it("are not chosen by a word that is none of the two", async () => {
    expect((await failure("standin")).message).toBe(
      'LAB_PROVIDERS is "standin"; it is published, stand-in, or not set',
    );
  });
});
