import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { invalidField, Refusal } from "../refusal";
import type { Kind } from "../state/organisation";
import { ASSET_TYPES, type AssetType, type Tag, type TagKey } from "../state/tag";
import { change, list, type Operation } from "./operation";

/** Largest number of tags on one asset. */
const MOST_TAGS = 10;

const KIND_OF: Readonly<Record<AssetType, Kind>> = {
  SERVER: "server",
  VLAN: "vlan",
  NETWORK_DOMAIN: "networkDomain",
  PUBLIC_IP_BLOCK: "publicIpBlock",
};

function tagShape(tag: Tag, { organisation }: Call): Shape {
  const key = organisation.get("tagKey", tag.tagKeyId);
  const asset = organisation.get(KIND_OF[tag.assetType], tag.assetId) as { readonly name?: string } | undefined;
  return {
    assetType: tag.assetType,
    assetId: tag.assetId,
    assetName: asset?.name,
    datacenterId: tag.datacenterId,
    tagKeyId: tag.tagKeyId,
    tagKeyName: key?.name,
    value: tag.value,
    valueRequired: key?.valueRequired,
    displayOnReport: key?.displayOnReport,
  };
}

function keyNamed({ organisation }: Call, name: string): TagKey {
  const [key] = organisation.those("tagKey", (candidate) => candidate.name === name);
  if (key === undefined) {
    throw new Refusal("RESOURCE_NOT_FOUND", `tagKeyName: Tag Key '${name}' not found`);
  }
  return key;
}

function tagsOf({ organisation }: Call, assetId: string): Tag[] {
  return organisation.those("tag", (tag) => tag.assetId === assetId);
}

/** The asset of a request, and its data centre. */
function readAsset(call: Call): { readonly assetType: AssetType; readonly assetId: string } {
  const assetType = call.input.oneOf("assetType", ASSET_TYPES);
  const assetId = call.input.text("assetId");
  return { assetType, assetId };
}

function applyTags(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const { assetType, assetId } = readAsset(call);
  const named = input.parts("tag").map((tag) => ({ name: tag.text("tagKeyName"), value: tag.optionalText("value") }));
  const byId = input.parts("tagById").map((tag) => ({ id: tag.text("tagKeyId"), value: tag.optionalText("value") }));
  if (named.length + byId.length === 0) {
    input.problem("tag", "at least one tag or tagById is required");
  }
  input.check();
  const asset = organisation.find(KIND_OF[assetType], assetId);
  const wanted = [
    ...named.map(({ name, value }) => ({ key: keyNamed(call, name), value })),
    ...byId.map(({ id, value }) => ({ key: organisation.find("tagKey", id), value })),
  ];
  for (const { key, value } of wanted) {
    if (key.valueRequired && (value === undefined || value === "")) {
      throw invalidField("tag.value", `Tag Key '${key.name}' requires a value`);
    }
  }
  const present = tagsOf(call, assetId);
  const keys = new Set([...present.map(({ tagKeyId }) => tagKeyId), ...wanted.map(({ key }) => key.id)]);
  if (keys.size > MOST_TAGS) {
    throw new Refusal(
      "EXCEEDS_LIMIT",
      `tag: ${assetType} ${assetId} would carry ${keys.size} tags; ${MOST_TAGS} are allowed`,
    );
  }
  for (const { key, value = "" } of wanted) {
    const found = present.find(({ tagKeyId }) => tagKeyId === key.id);
    if (found === undefined) {
      const id = organisation.ids.next("tag", `${assetId}/${key.name}`);
      const { datacenterId } = asset;
      organisation.add("tag", {
        ...{ id, assetType, assetId, tagKeyId: key.id, value, datacenterId },
        createTime: call.now(),
        state: "NORMAL",
      });
    } else {
      found.value = value;
    }
  }
  return ok(`Tags have been applied to ${assetType} ${assetId}.`);
}

function removeTags(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const { assetType, assetId } = readAsset(call);
  const names = input.texts("tagKeyName");
  const ids = input.texts("tagKeyId");
  if (names.length + ids.length === 0) {
    input.problem("tagKeyName", "at least one tagKeyName or tagKeyId is required");
  }
  input.check();
  organisation.find(KIND_OF[assetType], assetId);
  const keys = [...names.map((name) => keyNamed(call, name)), ...ids.map((id) => organisation.find("tagKey", id))];
  const present = tagsOf(call, assetId);
  const found = keys.map((key) => {
    const tag = present.find(({ tagKeyId }) => tagKeyId === key.id);
    if (tag === undefined) {
      throw new Refusal("RESOURCE_NOT_FOUND", `tagKeyName: ${assetType} ${assetId} has no tag '${key.name}'`);
    }
    return tag;
  });
  for (const tag of found) {
    organisation.remove("tag", tag.id);
  }
  return ok(`Tags have been removed from ${assetType} ${assetId}.`);
}

const listTag = list<Tag>("tag/tag", {
  element: "tag",
  resources: ({ organisation }) => organisation.all("tag"),
  filters: {
    ...fields<Tag>("assetType", "assetId", "datacenterId", "tagKeyId", "value"),
    tagKeyName: ({ tagKeyId }, { organisation }) => organisation.get("tagKey", tagKeyId)?.name,
    valueRequired: ({ tagKeyId }, { organisation }) => organisation.get("tagKey", tagKeyId)?.valueRequired,
    displayOnReport: ({ tagKeyId }, { organisation }) => organisation.get("tagKey", tagKeyId)?.displayOnReport,
  },
  shape: tagShape,
});

export const TAG_OPERATIONS: readonly Operation[] = [
  {
    ...listTag,
    run: (call) => {
      const answer = listTag.run(call);
      const pastTheEnd = answer.kind === "page" && answer.pageNumber > 1 && answer.pageCount === 0;
      if (pastTheEnd && call.view.settings.tagsPastTheEnd === "error") {
        throw new Refusal("UNEXPECTED_ERROR", "An unexpected error has occurred.", [], 500);
      }
      return answer;
    },
  },
  change("tag/applyTags", applyTags),
  change("tag/removeTags", removeTags),
];
