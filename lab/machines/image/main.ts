// `npm run lab:machines`: makes what the lab's machines boot, where it is not there yet, and prints where it is.
import { Ending } from "../../rehearsal/ending";
import { Failure, Interrupted } from "../../rehearsal/failure";
import { prepareImage } from "./prepare";

async function main(): Promise<number> {
  const ending = new Ending();
  const ignoreSignals = ending.attendSignals();
  try {
    const image = await prepareImage({
      cache: ".cache/machines",
      environment: process.env,
      print: (line) => process.stderr.write(`${line}\n`),
      ending,
    });
    process.stdout.write(`${JSON.stringify(image, undefined, 2)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof Failure) {
      process.stderr.write(`lab: ${[error.message, ...error.hints.map((hint) => `  ${hint}`)].join("\n")}\n`);
      return 1;
    }
    if (error instanceof Interrupted) {
      return 130;
    }
    throw error;
  } finally {
    ignoreSignals();
  }
}

void main().then((code) => {
  process.exitCode = code;
});
