import { ACCIDENTS } from "./accidents";
import type { Case } from "./case";
import { DISK_FULL } from "./disk-full";
import { INTERRUPTIONS } from "./interruptions";
import { LOGINS } from "./logins";
import { POPULATE } from "./populate";
import { ROLES } from "./roles";

/** The cases of `npm run rehearse -- --failures`, in this order. */
export const FAILURES: readonly Case[] = [
  ...ACCIDENTS,
  ...LOGINS,
  ...ROLES,
  ...POPULATE,
  ...DISK_FULL,
  ...INTERRUPTIONS,
];
