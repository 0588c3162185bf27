import type { Call } from "../call";
import { uuidOf } from "../ids";
import { BACKUP_PLANS, type Backup, type BackupClient, type BackupPlan, type Server } from "../state/server";
import { successStatus, type V1Document, V1Reason } from "../wire/answer-v1";
import type { V1Operation } from "./v1-operation";

/** Types of backup clients, with the names of the platform's catalogue. */
const CLIENT_TYPES = [
  { type: "FA.Linux", isFileSystem: true, description: "File system of a Linux server" },
  { type: "FA.Win", isFileSystem: true, description: "File system of a Windows server" },
  { type: "MySQL", isFileSystem: false, description: "MySQL database" },
] as const;

const STORAGE_POLICIES = [
  { name: "14 Day Storage Policy", retentionPeriodInDays: 14 },
  { name: "30 Day Storage Policy", retentionPeriodInDays: 30 },
  { name: "1 Year Storage Policy", retentionPeriodInDays: 365 },
] as const;

const SCHEDULE_POLICIES = [
  { name: "12AM - 6AM", description: "Daily between midnight and 6 in the morning" },
  { name: "6AM - 12PM", description: "Daily between 6 in the morning and noon" },
  { name: "12PM - 6PM", description: "Daily between noon and 6 in the evening" },
  { name: "6PM - 12AM", description: "Daily between 6 in the evening and midnight" },
] as const;

const TRIGGERS = ["ON_FAILURE", "ON_SUCCESS", "ON_SUCCESS_OR_FAILURE"] as const;

/** The server of the path. */
function serverOf(call: Call): Server {
  return call.organisation.find("server", call.parameter("id"));
}

/** The server's backup. If it has none: the reason code by which clients recognise that. */
function backupOf(server: Server): Backup {
  if (server.backup === undefined) {
    throw new V1Reason("REASON_543", `Server '${server.name}' has not been provisioned for backup`);
  }
  return server.backup;
}

function clientOf(backup: Backup, id: string): BackupClient {
  const client = backup.clients.find((candidate) => candidate.id === id);
  if (client === undefined) {
    throw new V1Reason("REASON_545", `Backup Client ${id} not found`);
  }
  return client;
}

function getServerBackup(call: Call): V1Document {
  const backup = backupOf(serverOf(call));
  return {
    root: "BackupDetails",
    schema: "backup",
    content: {
      "@assetId": backup.assetId,
      "@servicePlan": backup.servicePlan,
      "@state": "NORMAL",
      backupClient: backup.clients.map(clientContent),
    },
  };
}

function downloadUrl(client: BackupClient): string {
  return `https://backup.lab.invalid/${client.id}`;
}

function clientContent(client: BackupClient): Record<string, unknown> {
  const about = CLIENT_TYPES.find(({ type }) => type === client.type);
  return {
    "@id": client.id,
    "@type": client.type,
    "@isFileSystem": about?.isFileSystem ?? false,
    "@status": "Unregistered",
    description: about?.description ?? "",
    schedulePolicyName: client.schedulePolicyName,
    storagePolicyName: client.storagePolicyName,
    alerting: client.trigger && { "@trigger": client.trigger, emailAddress: client.emailAddresses },
    downloadUrl: downloadUrl(client),
  };
}

function readPlan(call: Call): BackupPlan {
  const servicePlan = call.input.oneOf("servicePlan", BACKUP_PLANS);
  call.input.check();
  return servicePlan;
}

function enableServerBackup(call: Call): V1Document {
  const servicePlan = readPlan(call);
  const server = serverOf(call);
  call.requireNormal("server", server);
  if (server.backup !== undefined) {
    throw new V1Reason("REASON_550", `Cloud Backup is enabled for Server '${server.name}' already`);
  }
  server.backup = { assetId: uuidOf(`backup/${server.id}`), servicePlan, clients: [] };
  return successStatus("Enable Backup for Server", `Backup enabled for Server '${server.name}'.`, {
    "asset.id": server.backup.assetId,
  });
}

function modifyServerBackup(call: Call): V1Document {
  const servicePlan = readPlan(call);
  const server = serverOf(call);
  backupOf(server).servicePlan = servicePlan;
  return successStatus("Change Backup Service Plan", `Backup plan of Server '${server.name}' is ${servicePlan}.`);
}

function disableServerBackup(call: Call): V1Document {
  const server = serverOf(call);
  const backup = backupOf(server);
  if (backup.clients.length > 0) {
    throw new V1Reason(
      "REASON_553",
      `Server '${server.name}' has ${backup.clients.length} Backup Clients; remove them first`,
    );
  }
  delete server.backup;
  return successStatus("Disable Backup for Server", `Backup disabled for Server '${server.name}'.`);
}

interface Policies {
  readonly storagePolicyName: string;
  readonly schedulePolicyName: string;
  readonly trigger: string | undefined;
  readonly emailAddresses: readonly string[];
}

function readPolicies(call: Call): Policies {
  const { input } = call;
  const alerting = input.optionalPart("alerting");
  return {
    storagePolicyName: input.oneOf(
      "storagePolicyName",
      STORAGE_POLICIES.map(({ name }) => name),
    ),
    schedulePolicyName: input.oneOf(
      "schedulePolicyName",
      SCHEDULE_POLICIES.map(({ name }) => name),
    ),
    trigger: alerting?.oneOf("trigger", TRIGGERS),
    emailAddresses: alerting?.texts("emailAddress") ?? [],
  };
}

function addBackupClient(call: Call): V1Document {
  const { input, organisation } = call;
  const type = input.oneOf(
    "type",
    CLIENT_TYPES.map((about) => about.type),
  );
  const { trigger, emailAddresses, ...policies } = readPolicies(call);
  input.check();
  const server = serverOf(call);
  const backup = backupOf(server);
  const client: BackupClient = {
    id: organisation.ids.next("backupClient", `${server.id}/${type}`),
    type,
    ...policies,
    ...(trigger !== undefined && { trigger, emailAddresses }),
  };
  backup.clients.push(client);
  return successStatus("Add Backup Client", `Backup Client added to Server '${server.name}'.`, {
    "backupClient.id": client.id,
    "backupClient.downloadUrl": downloadUrl(client),
  });
}

function modifyBackupClient(call: Call): V1Document {
  const { trigger, emailAddresses, ...policies } = readPolicies(call);
  call.input.check();
  const server = serverOf(call);
  const client = clientOf(backupOf(server), call.parameter("clientId"));
  Object.assign(client, policies, trigger !== undefined && { trigger, emailAddresses });
  return successStatus("Modify Backup Client", `Backup Client ${client.id} modified.`, {
    "backupClient.downloadUrl": downloadUrl(client),
  });
}

function removeBackupClient(call: Call): V1Document {
  const backup = backupOf(serverOf(call));
  const client = clientOf(backup, call.parameter("clientId"));
  backup.clients.splice(backup.clients.indexOf(client), 1);
  return successStatus("Disable Backup Client", `Backup Client ${client.id} removed.`);
}

function cancelBackupClientJobs(call: Call): V1Document {
  const client = clientOf(backupOf(serverOf(call)), call.parameter("clientId"));
  return successStatus("Cancel Backup Client Jobs", `Backup Client ${client.id} has no running job.`);
}

/** A list of the platform's catalogue. Every field is an XML attribute. */
function catalogue(root: string, element: string, entries: readonly object[]): (call: Call) => V1Document {
  const attributes = entries.map((entry) =>
    Object.fromEntries(Object.entries(entry).map(([name, value]) => [`@${name}`, value])),
  );
  return (call) => {
    backupOf(serverOf(call));
    return { root, schema: "backup", content: { [element]: attributes } };
  };
}

const SERVER = "server/{id}/backup";
const CLIENT = `${SERVER}/client`;
const ONE_CLIENT = `${CLIENT}/{clientId}`;

function read(name: string, title: string, path: string, run: (call: Call) => V1Document, flag?: string): V1Operation {
  return { name, title, method: "GET", path, run, ...(flag !== undefined && { flag }) };
}

function write(name: string, title: string, path: string, root: string, run: (call: Call) => V1Document): V1Operation {
  return { name, title, method: "POST", path, root, run };
}

/**
 * Cloud Backup of servers. A server without backup is answered with an error: clients recognise "no backup" by its
 * reason code.
 */
export const BACKUP_OPERATIONS: readonly V1Operation[] = [
  read("getServerBackup", "Get Backup Details", SERVER, getServerBackup),
  write("enableServerBackup", "Enable Backup for Server", SERVER, "NewBackup", enableServerBackup),
  write("modifyServerBackup", "Change Backup Service Plan", `${SERVER}/modify`, "ModifyBackup", modifyServerBackup),
  read("disableServerBackup", "Disable Backup for Server", SERVER, disableServerBackup, "disable"),
  read(
    "listBackupClientTypes",
    "List Backup Client Types",
    `${CLIENT}/type`,
    catalogue("BackupClientTypes", "backupClientType", CLIENT_TYPES),
  ),
  read(
    "listBackupStoragePolicies",
    "List Backup Storage Policies",
    `${CLIENT}/storagePolicy`,
    catalogue("BackupStoragePolicies", "storagePolicy", STORAGE_POLICIES),
  ),
  read(
    "listBackupSchedulePolicies",
    "List Backup Schedule Policies",
    `${CLIENT}/schedulePolicy`,
    catalogue("BackupSchedulePolicies", "schedulePolicy", SCHEDULE_POLICIES),
  ),
  write("addBackupClient", "Add Backup Client", CLIENT, "NewBackupClient", addBackupClient),
  write("modifyBackupClient", "Modify Backup Client", ONE_CLIENT, "ModifyBackupClient", modifyBackupClient),
  read("removeBackupClient", "Disable Backup Client", ONE_CLIENT, removeBackupClient, "remove"),
  read("disableBackupClient", "Disable Backup Client", ONE_CLIENT, removeBackupClient, "disable"),
  read("cancelBackupClientJobs", "Cancel Backup Client Jobs", ONE_CLIENT, cancelBackupClientJobs, "cancelJob"),
];
