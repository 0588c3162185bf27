import { CloudConfigReader } from "./cloud-config/reader";
import { Translator } from "./cloud-config/translator";
import { readPlanDocuments } from "./documents";
import type { Position } from "./findings/diagnostic";
import { Findings } from "./findings/findings";
import { PlanError } from "./findings/plan-error";
import { PreparationReader } from "./guests/preparation";
import { Defaults } from "./location/defaults";
import { readEndpoints } from "./location/endpoints";
import { InformationReader } from "./location/information";
import { reachableNodesOf, readLocation, readNodesOf, unreadableNodesOf } from "./location/location";
import { outlineLocation } from "./location/location-outline";
import { checkNameChanges } from "./location/name-changes";
import { checkLocations, checkNetworks } from "./location/rules";
import { Selection, type SelectionSource } from "./location/selection";
import { LocationTexts } from "./location-texts";
import { MysqlReader } from "./mysql/members";
import { readReplications } from "./mysql/replications";
import { Names } from "./names/names";
import { stackNameOf } from "./names/stack-name";
import { UniqueNames } from "./names/unique-names";
import { override, type ParameterSource } from "./parameters/overrides";
import { readParameters, requireValues } from "./parameters/parameters";
import { Substitution } from "./parameters/substitute";
import type { Plan } from "./plan";
import { checkSecretNames } from "./settings/secrets";
import { readSettings } from "./settings/settings";
import type { Read, ReadBytes } from "./texts/file";
import { TextReader } from "./tokens/text-reader";
import { placeOf } from "./yaml/places";
import { get, type Mapping, type Tree } from "./yaml/tree";

export type { ParameterSource } from "./parameters/overrides";

export interface LoadOptions {
  /** Values for the plan's parameters, in place of their defaults. */
  readonly parameters?: ParameterSource | undefined;
  /**
   * What of the plan is deployed.
   * @default - what its `defaults` say, else everything
   */
  readonly selection?: SelectionSource | undefined;
  /** Reads a file that the plan names, by its path relative to the plan. */
  readFile(path: string): Read;
  /**
   * Reads such a file as bytes.
   * @default - the text of `readFile`, in UTF-8
   */
  readBytes?(path: string, limit: number): ReadBytes;
}

/**
 * Reads a plan from its text; `file` is where the text came from. The result depends only on the text and the options.
 * @throws PlanError with all errors in the plan
 */
export function loadPlan(file: string, text: string, options: LoadOptions): Plan {
  const findings = new Findings();
  const plan = read(file, text, options, findings);
  if (plan === undefined || findings.hasErrors) {
    throw new PlanError(findings.diagnostics);
  }
  return { ...plan, warnings: findings.diagnostics };
}

function read(
  file: string,
  text: string,
  options: LoadOptions,
  findings: Findings,
): Omit<Plan, "warnings"> | undefined {
  const start: Position = { file, line: 1, column: 1 };
  const documents = readPlanDocuments(file, text, findings);
  if (documents === undefined) {
    return undefined;
  }
  const { settings: written, locations: places } = documents;
  const parameters = override(readParameters(written, findings), options.parameters, findings);
  requireValues(parameters, findings);
  const substitution = new Substitution(parameters, findings);
  const settingsTree = written && substitution.tree(without(written, "parameters"));
  const { images, ...settings } = readSettings(settingsTree, start, findings, options.readFile);
  const defaults = new Defaults(get(settingsTree, "defaults"), findings);
  const unique = new UniqueNames(findings);
  const selection = new Selection(options.selection ?? {}, defaults.blueprints, findings);
  const all = places.map((place) => outlineLocation(substitution.tree(place), defaults, selection, unique, findings));
  selection.tellUnknown();
  checkLocations(all, findings);
  const outlines = all.filter(({ isDeployed }) => isDeployed);
  const endpoints = readEndpoints(outlines, findings);
  checkNameChanges(outlines, settings.removed, findings);
  const names = new Names(
    all.map(({ known }) => known),
    findings,
  );
  const groups = readReplications(get(settingsTree, "replications"), names, findings);
  const readBytes = (path: string, limit: number) => {
    if (options.readBytes !== undefined) {
      return options.readBytes(path, limit);
    }
    const text = options.readFile(path);
    return typeof text === "string" ? Buffer.from(text) : text;
  };
  const mysql = new MysqlReader(groups, names, findings, readBytes);
  const locations = outlines.map((outline) => readLocation(outline, names, mysql, images, findings));
  const replications = mysql.finish(readNodesOf(locations), unreadableNodesOf(locations));
  const users = [...groups.values()].flatMap((group) => group.users.map(({ name }) => name));
  checkNetworks(locations, findings);
  const texts = new TextReader(names, reachableNodesOf(locations), findings);
  const information = new InformationReader(texts, findings);
  const translator = new Translator(findings);
  const cloudConfigs = new CloudConfigReader(texts, findings, translator);
  const preparations = new PreparationReader(texts, substitution, readBytes, findings);
  const inLocations = new LocationTexts(information, cloudConfigs, preparations, texts, findings);
  const informationOfPlan = information.read(get(settingsTree, "information"), {});
  const readLocations = locations.flatMap((location) => inLocations.location(location) ?? []);
  checkSecretNames(get(settingsTree, "secrets"), [...users, ...texts.secretNames], findings);
  return {
    ...settings,
    name: settings.name ?? stackNameOf(file),
    file,
    information: informationOfPlan,
    locations: readLocations,
    replications,
    endpoints,
    translations: translator.translations,
    at: placeOf(settingsTree ?? { kind: "mapping", entries: new Map(), at: start }),
  };
}

function without(tree: Tree, key: string): Tree {
  return tree.kind === "mapping"
    ? ({ ...tree, entries: new Map([...tree.entries].filter(([name]) => name !== key)) } satisfies Mapping)
    : tree;
}
