// @module-tag unit
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../lab/cloud/operations/table";
import { V1_OPERATIONS } from "../../../lab/cloud/operations/v1";
import { type Lab, plain, startLab } from "./client";
import { type Happened, play } from "./script";

/** Answers differ in the number of their request, which counts up. */
function content({ reply }: Happened): unknown {
  const known = plain(reply.content) as Record<string, unknown>;
  const { requestId: _, warning: __, ...rest } = known;
  return rest;
}

describe("every operation, in JSON and in XML", () => {
  const labs: Lab[] = [];
  const called: Record<string, Set<string>> = { json: new Set(), xml: new Set() };
  let json: Happened[] = [];
  let xml: Happened[] = [];

  beforeAll(async () => {
    for (const form of ["json", "xml"] as const) {
      const lab = await startLab();
      labs.push(lab);
      lab.cloud.events.on("call", ({ operation }) => called[form]?.add(operation ?? ""));
      const happened = await play(lab.client("EU", form));
      if (form === "json") {
        json = happened;
      } else {
        xml = happened;
      }
    }
  });
  afterAll(() => Promise.all(labs.map((lab) => lab.stop())));

  it("is played by the script", () => {
    const names = [...OPERATIONS, ...V1_OPERATIONS].map(({ name }) => name).filter((name) => name !== "cleanServer");
    for (const form of ["json", "xml"]) {
      expect(names.filter((name) => !called[form]?.has(name))).toEqual([]);
    }
  });

  it("gives the same content", () => {
    expect(json.length).toBe(xml.length);
    expect(json.length).toBeGreaterThan(150);
    for (const [index, one] of json.entries()) {
      const other = xml[index] as Happened;
      const what = `${index}: ${one.step.path}`;
      expect(other.step, what).toEqual(one.step);
      expect(content(other), what).toEqual(content(one));
    }
  });

  it("answers in the form that was asked for", () => {
    const types = (happened: readonly Happened[]) =>
      new Set(happened.filter(({ step }) => step.v1 === undefined).map(({ reply }) => reply.type.split(";")[0]));
    expect(types(json)).toEqual(new Set(["application/json"]));
    expect(types(xml)).toEqual(new Set(["application/xml"]));
  });

  it("leaves the same behind: nothing of what was made", () => {
    for (const { cloud } of labs) {
      const [organisation] = cloud.state().organisations;
      expect(organisation?.resources).toEqual({});
      expect(organisation?.pending).toEqual([]);
    }
    expect(labs[0]?.cloud.state()).toEqual(labs[1]?.cloud.state());
  });

  it("is known: nothing was warned of", () => {
    expect(labs.flatMap(({ warnings }) => warnings)).toEqual([]);
  });
});
