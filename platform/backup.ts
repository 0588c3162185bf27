/**
 * What the platform's backup of servers takes.
 * Source: operations of API 0.9, libcloud's driver, plumbery's defaults; the triggers are those of the provider ddcloud
 * 3.0.6, whose check refuses ON_FAILURE, which the platform has.
 */

export const BACKUP_PLANS = ["Essentials", "Advanced", "Enterprise"] as const;
export type BackupPlan = (typeof BACKUP_PLANS)[number];

/** When a backup client sends mail. */
export const BACKUP_TRIGGERS = ["ON_FAILURE", "ON_SUCCESS", "ON_SUCCESS_OR_FAILURE"] as const;
export type BackupTrigger = (typeof BACKUP_TRIGGERS)[number];

/** The trigger that Terraform's provider refuses. */
export const REFUSED_TRIGGER = "ON_FAILURE" satisfies BackupTrigger;

export const DEFAULT_STORAGE_POLICY = "14 Day Storage Policy";
export const DEFAULT_SCHEDULE_POLICY = "12AM - 6AM";

/** Clients that back up files, by the kind of guest. */
export const FILE_CLIENTS = { unix: "FA.Linux", windows: "FA.Win" } as const;
