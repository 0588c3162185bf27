// `npm run lab:providers`: builds the stand-in providers and prints the setting that makes Terraform use them.
import { EXIT } from "../../platform/exit-codes";
import { providerMirror } from "./mirror";

async function main(): Promise<number> {
  if (process.argv.length > 2) {
    process.stderr.write(`lab:providers: it takes no arguments, and was given ${process.argv.slice(2).join(" ")}\n`);
    return EXIT.usage;
  }
  try {
    const { cliConfig } = await providerMirror({ log: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(`TF_CLI_CONFIG_FILE=${cliConfig}\n`);
    return EXIT.success;
  } catch (error) {
    process.stderr.write(`lab:providers: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failure;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
