import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import type { TagKey } from "../state/tag";
import { change, type Operation, reading, requireUnused } from "./operation";

function keyShape({ id, name, description, valueRequired, displayOnReport }: TagKey): Shape {
  return { id, name, description, valueRequired, displayOnReport };
}

function createTagKey(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const name = input.text("name", 128);
  const description = input.optionalText("description") ?? "";
  const valueRequired = input.optionalFlag("valueRequired") ?? true;
  const displayOnReport = input.optionalFlag("displayOnReport") ?? true;
  input.check();
  requireUniqueKey(call, name);
  const id = organisation.ids.next("tagKey", name);
  organisation.add("tagKey", {
    ...{ id, name, description, valueRequired, displayOnReport },
    datacenterId: "",
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok(`Tag Key '${name}' has been created.`, { tagKeyId: id });
}

function requireUniqueKey({ organisation }: Call, name: string, own?: string): void {
  const [other] = organisation.those("tagKey", (key) => key.name === name && key.id !== own);
  if (other !== undefined) {
    throw new Refusal("NAME_NOT_UNIQUE", `name: another Tag Key is called ${JSON.stringify(name)}`);
  }
}

function editTagKey(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const name = input.optionalName("name", 128);
  const description = input.optionalText("description");
  const valueRequired = input.optionalFlag("valueRequired");
  const displayOnReport = input.optionalFlag("displayOnReport");
  input.check();
  const key = organisation.find("tagKey", id);
  if (name !== undefined) {
    requireUniqueKey(call, name, id);
  }
  key.name = name ?? key.name;
  key.description = description ?? key.description;
  key.valueRequired = valueRequired ?? key.valueRequired;
  key.displayOnReport = displayOnReport ?? key.displayOnReport;
  return ok(`Tag Key '${key.name}' has been edited.`);
}

function deleteTagKey(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const key = organisation.find("tagKey", id);
  requireUnused(
    `Tag Key '${key.name}'`,
    organisation.those("tag", ({ tagKeyId }) => tagKeyId === id),
    "Tag",
  );
  organisation.remove("tagKey", id);
  return ok(`Tag Key '${key.name}' has been deleted.`);
}

export const TAG_KEY_OPERATIONS: readonly Operation[] = [
  ...reading("tag/tagKey", "tagKey", {
    filters: fields<TagKey>("id", "name", "valueRequired", "displayOnReport"),
    shape: keyShape,
  }),
  change("tag/createTagKey", createTagKey),
  change("tag/editTagKey", editTagKey),
  change("tag/deleteTagKey", deleteTagKey),
];
