import type { PlainData } from "../../plan";
import { get, type Mapping } from "../../yaml/tree";
import { type Change, dataOf, found } from "../edits";
import { isNothing, type Rule, remove, translation, warning } from "./rule";

/** Keys at the top that belong under `apt`, which makes cloud-init pass over all of the old ones. */
const UNDER_APT: readonly (readonly [was: string, now: string])[] = [
  ["apt_proxy", "proxy"],
  ["apt_http_proxy", "http_proxy"],
  ["apt_https_proxy", "https_proxy"],
  ["apt_ftp_proxy", "ftp_proxy"],
  ["apt_preserve_sources_list", "preserve_sources_list"],
];

/** `apt_sources` is a list, `apt: {sources}` a mapping from names of files. */
export const aptSources: Rule = (config) => {
  const old = config.entries.get("apt_sources");
  if (old === undefined || isNothing(old.value) || old.value.kind === "poison") {
    return [];
  }
  const said = "`apt_sources` is dropped without a word by a cloud-init of today";
  const items = old.value.kind === "list" ? old.value.items : [];
  const hasOther = get(get(config, "apt"), "sources") !== undefined;
  if (old.value.kind !== "list" || items.some((item) => item.kind !== "mapping") || hasOther) {
    return [warning(old.key, said, "write them under `apt: {sources: {NAME.list: {source: deb ...}}}`")];
  }
  const sources: Record<string, PlainData> = {};
  for (const [index, item] of items.entries()) {
    const { filename, ...source } = dataOf(item) as Record<string, PlainData>;
    const written = typeof filename === "string" ? filename : `source-${index + 1}.list`;
    const name = /\.list$|\{\{/.test(written) ? written : `${written}.list`;
    // sources of one name went into one file; a mapping has a name once
    sources[name in sources ? `source-${index + 1}.list` : name] = source;
  }
  return [
    translation(
      old.key,
      said,
      "`apt: {sources}` is read",
      remove("apt_sources"),
      ...underApt(config, "sources", sources, old.key),
    ),
  ];
};

/** Old keys without one successor, which cloud-init passes over as well. */
const APT_KEYS_GONE = [
  ...["apt_mirror", "apt_mirror_search", "apt_mirror_search_dns", "apt_custom_sources_list", "add_apt_repo_match"],
];

export const aptKeysGone: Rule = (config) =>
  APT_KEYS_GONE.flatMap((key) => {
    const at = config.entries.get(key)?.key;
    return at === undefined
      ? []
      : [
          warning(
            at,
            `\`${key}\` is dropped without a word by a cloud-init of today`,
            "write what it means under `apt`, such as `apt: {primary: [{arches: [default], uri: ADDRESS}]}` for a mirror",
          ),
        ];
  });

export const aptKeys: Rule = (config) => {
  // one at a time: the next finds the `apt` that the first has made
  const [was, now] = UNDER_APT.find(([key]) => config.entries.has(key)) ?? [];
  const old = was === undefined ? undefined : config.entries.get(was);
  if (was === undefined || now === undefined || old === undefined) {
    return [];
  }
  return [
    translation(
      old.key,
      `\`${was}\` is an old name`,
      `\`apt: {${now}}\` is read`,
      remove(was),
      ...underApt(config, now, dataOf(old.value), old.key),
    ),
  ];
};

function underApt(config: Mapping, key: string, value: ReturnType<typeof dataOf>, beside: Mapping["at"]): Change[] {
  const apt = found(config, ["apt"])?.tree;
  return apt?.kind === "mapping"
    ? [{ kind: "add", path: ["apt"], key, value }]
    : [{ kind: "add", path: [], key: "apt", value: { [key]: value }, beside }];
}

export const APT_RULES: readonly Rule[] = [aptSources, aptKeysGone, ...UNDER_APT.map(() => aptKeys)];
