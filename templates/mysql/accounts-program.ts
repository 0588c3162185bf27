import { type NodeFile, nodeFile } from "../node-file";
import accounts from "./accounts/accounts.py.ejs";
import cachingSha2 from "./accounts/caching_sha2.py.ejs";
import difference from "./accounts/difference.py.ejs";
import former from "./accounts/former.py.ejs";
import grants from "./accounts/grants.py.ejs";
import server from "./accounts/server.py.ejs";
import survey from "./accounts/survey.py.ejs";

const MODULES = { accounts, caching_sha2: cachingSha2, difference, former, grants, server, survey };

/** The program that compares the accounts of a source with the plan's and changes what differs, in modules of Python. */
export function accountsProgram(): readonly NodeFile[] {
  return Object.entries(MODULES).map(([module, text]) =>
    nodeFile({ name: `source/${module}.py`, target: `comparison of accounts, ${module}`, text }),
  );
}
