// `npm run lab:providers`: builds the stand-in providers and prints the setting that makes Terraform use them.
import { providerMirror } from "./mirror";

providerMirror({ log: (line) => process.stderr.write(`${line}\n`) }).then(
  ({ cliConfig }) => process.stdout.write(`TF_CLI_CONFIG_FILE=${cliConfig}\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
