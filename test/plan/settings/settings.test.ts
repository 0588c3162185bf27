// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, TRIAL } from "../trial";

/** The trial plan with further settings. */
function withSettings(settings: string): string {
  return edited(["defaults:", `${settings}\ndefaults:`]);
}

describe("settings", () => {
  it("have defaults", () => {
    const { links, keys, ntp, certificates, generations, backend, information } = load(TRIAL);
    expect({ links, keys, ntp, certificates, generations, backend, information }).toEqual({
      links: {},
      keys: [],
      ntp: [],
      certificates: { days: 365, renewBefore: 30, authorityDays: 3650 },
      generations: {},
      backend: { type: "local" },
      information: [],
    });
  });

  it("have no keys but their own", () => {
    expectErrors(withSettings("§informations: []"), [
      ["unknown key `informations` in the settings", "Did you mean information?"],
    ]);
  });

  it("tell all unknown keys at once", () => {
    expectErrors(withSettings("§one: 1\n§two: 2"), [
      "unknown key `one` in the settings",
      "unknown key `two` in the settings",
    ]);
  });

  it.each([
    ["actions: [inventory: {output: nodes.yaml}]", "npm run ssh"],
    ["safeMode: true", "npm run diff"],
    ["buildPolisher: configure", "Terraform configures"],
  ])("tell that %s has no effect, and what there is instead", (line, instead) => {
    const { warnings } = expectWarnings(withSettings(`§${line}`), [`\`${line.split(":")[0]}\` has no effect here`]);
    expect(warnings[0]?.hints.join()).toContain(instead);
  });

  it("may say that there is no safe mode", () => {
    expect(load(withSettings("safeMode: false")).warnings).toEqual([]);
  });
});

describe("the name", () => {
  it("is the plan's own", () => {
    expect(load(TRIAL).name).toBe("trial");
  });

  it("comes from the file where the plan has none", () => {
    expect(load(edited(["name: trial\n", ""])).name).toBe("plan");
  });

  it.each(["Trial", "my plan", "1st", "a_b", "a".repeat(64)])("is lower case, digits and dashes: not %s", (name) => {
    expectErrors(edited(["name: trial", `name: §${name}`]), [
      `name is ${JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name)}; it takes lower-case letters, digits and dashes, a letter first`,
    ]);
  });
});

describe("links", () => {
  it("are titles and addresses", () => {
    expect(load(withSettings("links: {home: https://example.com/}")).links).toEqual({ home: "https://example.com/" });
    expectErrors(withSettings("links: §[a]"), ["`links` is a mapping from titles to addresses"]);
    expectErrors(withSettings("links: {home: §5}"), [["a link is 5; it takes a text", "put it in quotes"]]);
  });
});

describe("ntp", () => {
  it("takes one host or many, names and addresses", () => {
    expect(load(withSettings("ntp: ntp.example.com")).ntp).toEqual(["ntp.example.com"]);
    expect(load(withSettings("ntp: [192.0.2.1, '2001:db8::1', a.example]")).ntp).toEqual([
      "192.0.2.1",
      "2001:db8::1",
      "a.example",
    ]);
    expect(load(withSettings("ntp: a.example, b.example")).ntp).toEqual(["a.example", "b.example"]);
  });

  it.each(["a b", "-a.example", "a..b", "$(id)", "a;b"])("takes nothing else: %s", (host) => {
    expectErrors(withSettings(`ntp: [a.example, §"${host}"]`), [
      [`"${host}" is no NTP server`, "host names and IP addresses"],
    ]);
  });

  it("is a list of texts", () => {
    expectErrors(withSettings("ntp: [§{a: 1}]"), ["`ntp` takes one text or a list of them, not a mapping"]);
  });
});

describe("certificates", () => {
  it("take what the plan says, and defaults for the rest", () => {
    expect(load(withSettings("certificates: {days: 90}")).certificates).toEqual({
      days: 90,
      renewBefore: 30,
      authorityDays: 3650,
    });
  });

  it("are renewed before they end, not at once", () => {
    expectErrors(withSettings("certificates: {days: 60, renewBefore: §60}"), [
      [
        "certificates are valid for 60 days and renewed 60 days before that ends; they would be renewed at once, always",
        "fewer days for `renewBefore`",
      ],
    ]);
    expectErrors(withSettings("certificates: {days: §30}"), [
      "certificates are valid for 30 days and renewed 30 days before that ends; they would be renewed at once, always",
    ]);
  });

  it("do not outlive their authority", () => {
    expectErrors(withSettings("certificates: {days: 400, authorityDays: §399}"), [
      "the authority is valid for 399 days, less than the 400 days of what it signs",
    ]);
  });

  it.each([
    "{days: 90, renewBefore: 10}",
    "{renewBefore: 1}",
    "{days: 2, renewBefore: 1, authorityDays: 2}",
  ])("that are renewed late are verified late: nothing is odd about %s", (certificates) => {
    expect(load(withSettings(`certificates: ${certificates}`)).warnings).toEqual([]);
  });

  it.each(["0", "-1", "1.5", "36501", "long"])("are valid for days: not %s", (days) => {
    const shown = Number.isNaN(Number(days)) ? `"${days}"` : days;
    expectErrors(withSettings(`certificates: {days: §${days}}`), [`days is ${shown}; it takes 1 to 36500 days`]);
  });
});

describe("generations of secrets", () => {
  it("are a mapping", () => {
    expectErrors(withSettings("secrets: §[admin]"), [
      "`secrets` is a mapping from names of secrets to their generations",
    ]);
  });

  const users = edited(["{db01: }", "{db01: }, users: {app: [SELECT]}"]);

  it("go with the secrets that a plan has", () => {
    const text = users.replace("defaults:", "secrets: {replicator: 2, admin: 3, app: 4}\ndefaults:");
    expect(load(text).generations).toEqual({ replicator: 2, admin: 3, app: 4 });
  });

  it("may say that the password before ends", () => {
    const text = users.replace(
      "defaults:",
      "secrets: {replicator: 2, app: {generation: 3, discardOld: true}}\ndefaults:",
    );
    expect(load(text)).toMatchObject({ generations: { replicator: 2, app: 3 }, discarded: ["app"] });
    const not = users.replace("defaults:", "secrets: {app: {generation: 3, discardOld: false}}\ndefaults:");
    expect(load(not)).toMatchObject({ generations: { app: 3 }, discarded: [] });
  });

  it("are told where something else stands for them", () => {
    expectErrors(
      users
        .replace("defaults:", "secrets: {app: {generation: 0, §discardold: true}}\ndefaults:")
        .replace("generation: 0", "generation: 1"),
      [["unknown key `discardold` in a secret", "Did you mean discardOld?"]],
    );
    expectErrors(users.replace("defaults:", "secrets: {app: {generation: 1, discardOld: §soon}}\ndefaults:"), [
      "`discardOld` takes true or false",
    ]);
    expectErrors(users.replace("defaults:", "secrets: {§app: {discardOld: true}}\ndefaults:"), [
      "`generation` is missing in a secret",
    ]);
  });

  it.each([
    ["replicator", "the one before ends by itself, once each replica uses the present one"],
    ["admin", "the one before ends as the present one comes"],
  ])("of %s end by themselves", (name, reason) => {
    expectErrors(withSettings(`secrets: {${name}: {generation: 2, discardOld: §true}}`), [
      [`discardOld is for users of a database, not for ${name}`, reason],
    ]);
  });

  it("go with no other", () => {
    const text = users.replace("defaults:", "secrets: {§replicatr: 2, §ap: 1}\ndefaults:");
    expectErrors(text, [
      ["unknown secret replicatr in `secrets`", "secrets: admin, replicator, app. Did you mean replicator?"],
      ["unknown secret ap in `secrets`", "Did you mean app?"],
    ]);
  });

  it.each(["0", "1.5", "one"])("are counted from 1: not %s", (generation) => {
    const shown = Number.isNaN(Number(generation)) ? `"${generation}"` : generation;
    expectErrors(withSettings(`secrets: {admin: §${generation}}`), [
      `a generation is ${shown}; it takes a whole number, 1 at first, raised by one to replace the secret`,
    ]);
  });
});
