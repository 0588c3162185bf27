// @module-tag tools
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { type Problem, WorkingFolder } from "./working-folder";

describe("the stand-in of tls, on what does not fit", () => {
  let folder: WorkingFolder;

  beforeAll(async () => {
    folder = await WorkingFolder.make((await providerMirror()).cliConfig);
    await folder.configure(every(UNFIT_TO_APPLY));
    await folder.plan();
    found.apply = await folder.problems("apply");
    await folder.configure(every(UNFIT_TO_VALIDATE));
    found.validate = await folder.problems("validate");
  });
  afterAll(() => folder.remove());

  const KEY = 'resource "tls_private_key" "k" { algorithm = "ED25519" }\n';

  const certificate =
    (parameters: Record<string, string>, blocks = 'subject { common_name = "c" }') =>
    (title: string) => {
      const usual = {
        private_key_pem: "tls_private_key.k.private_key_pem",
        validity_period_hours: "1",
        allowed_uses: '["server_auth"]',
      };
      const lines = Object.entries({ ...usual, ...parameters }).map(([argument, value]) => `${argument} = ${value}`);
      return `resource "tls_self_signed_cert" "${title}" {\n${lines.join("\n")}\n${blocks}\n}\n`;
    };

  type Unfit = Record<string, [configuration: (title: string) => string, message: string]>;

  const UNFIT_TO_APPLY: Unfit = {
    "a key that is no PEM": [certificate({ private_key_pem: '"no key"' }), "found no PEM block"],
    "a key in the form of OpenSSH": [
      certificate({ private_key_pem: "tls_private_key.k.private_key_openssh" }),
      '"OPENSSH PRIVATE KEY" is not a private key',
    ],
    "a CA without a subject": [certificate({ is_ca_certificate: "true" }, ""), "needs a subject"],
    "an address that is none": [certificate({ ip_addresses: '["10.0.0.256"]' }), '"10.0.0.256" is no IP address'],
    "an authority key id without a subject key id": [
      certificate({ set_authority_key_id: "true" }),
      "needs an issuer that has a subject key id",
    ],
  };

  const UNFIT_TO_VALIDATE: Unfit = {
    "an unknown use": [certificate({ allowed_uses: '["server"]' }), 'got: "server"'],
    "two subjects": [certificate({}, "subject {}\nsubject {}"), "at most 1"],
    "a negative validity": [certificate({ validity_period_hours: "-1" }), "at least 0"],
    "an unknown algorithm": [(title) => `resource "tls_private_key" "${title}" { algorithm = "DSA" }\n`, 'got: "DSA"'],
    "an unknown curve": [
      (title) => `resource "tls_private_key" "${title}" {\nalgorithm = "ECDSA"\necdsa_curve = "P192"\n}\n`,
      'got: "P192"',
    ],
    "two private keys for one public key": [
      (title) => `data "tls_public_key" "${title}" {\nprivate_key_pem = "a"\nprivate_key_openssh = "b"\n}\n`,
      "one (and only one) of",
    ],
    "no private key for a public key": [(title) => `data "tls_public_key" "${title}" {}\n`, "No attribute specified"],
  };

  const name = (title: string) => title.replaceAll(" ", "_");
  const every = (unfit: Unfit) =>
    KEY +
    Object.entries(unfit)
      .map(([title, [configuration]]) => configuration(name(title)))
      .join("");

  const found: Record<"apply" | "validate", Problem[]> = { apply: [], validate: [] };

  const told = (problems: Problem[], title: string) =>
    problems
      .filter(({ place }) => place.includes(`${name(title)} `) || place.includes(`"${name(title)}"`))
      .map(({ text }) => text);

  it.each(Object.entries(UNFIT_TO_APPLY))("fails to apply, not to plan, %s", (title, [, message]) => {
    expect(told(found.apply, title).join("\n")).toContain(message);
  });

  it("keeps nothing of what failed", async () => {
    expect((await folder.resources()).map(({ address }) => address)).toEqual(["tls_private_key.k"]);
  });

  it.each(Object.entries(UNFIT_TO_VALIDATE))("fails to validate %s", (title, [, message]) => {
    expect(told(found.validate, title).join("\n")).toContain(message);
  });

  it("fails to validate a proxy of two kinds", async () => {
    await folder.configure(`${KEY}provider "tls" {\nproxy {\nurl = "http://127.0.0.1:1"\nfrom_env = true\n}\n}\n`);
    const [problem] = await folder.problems("validate");
    expect(problem?.text).toContain("proxy[0].from_env");
  });
});
