import type { BackupPlan, BackupTrigger } from "../../platform/backup";
import type { ServerBackupClient } from "../../providers/ddcloud";

/** What the platform backs up of a server, and how. */
export interface BackupProps {
  readonly plan: BackupPlan;
  /** Programs on the server that back something up; each is installed by hand, from the address that the platform gives. */
  readonly clients: readonly BackupClient[];
}

export interface BackupClient {
  /** `FA.Linux`, `FA.Win` for files, or the platform's name of another. One of each type. */
  readonly type: string;
  readonly storagePolicy: string;
  readonly schedulePolicy: string;
  /**
   * Whom it tells by mail, and when.
   * @default - nobody
   */
  readonly alert?: { readonly trigger: Exclude<BackupTrigger, "ON_FAILURE">; readonly emails: readonly string[] };
}

/** The clients as the provider takes them. */
export function providerClients(clients: readonly BackupClient[]): ServerBackupClient[] {
  return clients.map(({ type, storagePolicy, schedulePolicy, alert }) => ({
    ...{ type, storagePolicy, schedulePolicy },
    ...(alert === undefined ? {} : { alert: { trigger: alert.trigger, emails: [...alert.emails] } }),
  }));
}
