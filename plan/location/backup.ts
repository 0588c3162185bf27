import * as v from "valibot";
import {
  BACKUP_PLANS,
  BACKUP_TRIGGERS,
  DEFAULT_SCHEDULE_POLICY,
  DEFAULT_STORAGE_POLICY,
  FILE_CLIENTS,
  REFUSED_TRIGGER,
} from "../../platform/backup";
import { guestOf } from "../../platform/images";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Backup } from "../plan";
import { check, type Part } from "../shape/check";
import { oneOrMany, section, text, word } from "../shape/schema";
import { placeOf } from "../yaml/places";
import type { Tree } from "../yaml/tree";

const CLIENT = section("a backup client", {
  type: v.optional(text("type")),
  storagePolicy: v.optional(text("storagePolicy")),
  schedulePolicy: v.optional(text("schedulePolicy")),
  trigger: v.optional(word("trigger", BACKUP_TRIGGERS)),
  email: v.optional(oneOrMany(text("email"))),
});

const BACKUP = section("`backup`", {
  plan: word("plan", BACKUP_PLANS),
  clients: v.optional(v.array(CLIENT, "`clients` takes a list of mappings, such as - {type: filesystem}")),
});

const MAIL =
  "give a client its address and when it is told: clients: [{email: NAME@EXAMPLE.COM, trigger: ON_SUCCESS_OR_FAILURE}]";

/**
 * Reads `backup` of a node: the service plan, or a mapping with it and the clients. Without clients there is one for files,
 * as in plumbery.
 */
export function readBackup(tree: Tree, image: string, at: Position, findings: Findings): Backup | undefined {
  const isPlan = tree.kind === "scalar";
  const written: Tree = isPlan
    ? { kind: "mapping", entries: new Map([["plan", { key: at, value: tree }]]), at: tree.at }
    : tree;
  const part = check(BACKUP, written, at, findings);
  if (part === undefined) {
    return undefined;
  }
  const { plan, clients = [] } = part.value;
  const files = guestOf(image).family === "windows" ? FILE_CLIENTS.windows : FILE_CLIENTS.unix;
  const read = clients.map((client, index) => ({
    type: client.type === undefined || /^file(system)?$/i.test(client.type) ? files : client.type,
    storagePolicy: client.storagePolicy ?? DEFAULT_STORAGE_POLICY,
    schedulePolicy: client.schedulePolicy ?? DEFAULT_SCHEDULE_POLICY,
    ...alertOf(client, index, part, findings),
  }));
  if (clients.length === 0) {
    findings.warning(
      tree.at,
      "nobody is told when a backup fails: plumbery tells the account's owner, whose address is not known here",
      MAIL,
    );
    read.push({ type: files, storagePolicy: DEFAULT_STORAGE_POLICY, schedulePolicy: DEFAULT_SCHEDULE_POLICY });
  }
  return { plan, clients: read, at: placeOf(written, at) };
}

type Client = v.InferOutput<typeof CLIENT>;

/** Whom a client tells, and when. What the provider cannot do is told. */
function alertOf(
  { email, trigger = REFUSED_TRIGGER }: Client,
  index: number,
  part: Part<unknown>,
  findings: Findings,
): Pick<Backup["clients"][number], "alert"> {
  if (email !== undefined && trigger !== REFUSED_TRIGGER) {
    return { alert: { trigger, emails: email } };
  }
  findings.warning(
    part.at("clients", index),
    email === undefined
      ? "nobody is told when a backup of this client fails: it has no `email`"
      : `nobody is told when a backup of this client fails: Terraform's provider takes no trigger ${REFUSED_TRIGGER}, which is plumbery's default`,
    MAIL,
  );
  return {};
}
