// `npm run lab:machines`: builds what the lab's machines boot, unless it is cached, and prints where it is.
import { join } from "node:path";
import { cacheFolder } from "../../../platform/cache-folder";
import { EXIT } from "../../../platform/exit-codes";
import { Cancellation } from "../../host/cancellation";
import { Failure, Interrupted } from "../../host/failure";
import { wordsOf } from "../../host/failure-words";
import { prepareImage } from "./prepare";

async function main(): Promise<number> {
  if (process.argv.length > 2) {
    process.stderr.write(`lab:machines: it takes no arguments, and was given ${process.argv.slice(2).join(" ")}\n`);
    return EXIT.usage;
  }
  const cancellation = new Cancellation();
  const ignoreSignals = cancellation.attendSignals();
  try {
    const image = await prepareImage({
      cache: join(cacheFolder("."), "machines"),
      environment: process.env,
      print: (line) => process.stderr.write(`${line}\n`),
      cancellation,
    });
    process.stdout.write(`${JSON.stringify(image, undefined, 2)}\n`);
    return EXIT.success;
  } catch (error) {
    if (error instanceof Failure) {
      process.stderr.write(`lab: ${[error.message, ...error.hints.map((hint) => `  ${hint}`)].join("\n")}\n`);
      return EXIT.failure;
    }
    if (error instanceof Interrupted) {
      return EXIT.interrupted;
    }
    process.stderr.write(`lab:machines: ${wordsOf(error)}\n`);
    return EXIT.failure;
  } finally {
    ignoreSignals();
  }
}

void main().then((code) => {
  process.exitCode = code;
});
