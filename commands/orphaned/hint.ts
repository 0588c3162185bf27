import { EXIT } from "../cli/command";

/** After a failed Terraform run: says how to see what it may have left. Returns the exit code. */
export function hintAtOrphans(code: number): number {
  if (code === EXIT.failure) {
    process.stderr.write(
      "\nrun it again: it goes on where it stopped. Where an answer of the platform was lost, npm run orphans names what\n" +
        "Terraform does not know of, and what to do about it\n",
    );
  }
  return code;
}
