import { print, printError } from "./print.ts";
import { runTap } from "./run-tap.ts";
import { HELP } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

// The command line of Roundtrip; `roundtrip help` says what there is.
const [command = "help", ...args] = process.argv.slice(2);

try {
  if (command === "tap") await runTap(args);
  else if (/^(help|--help|-h)$/.test(command)) print(HELP);
  else throw new UsageError(`There is no "${command}": it is tap or help`);
} catch (error) {
  printError(error instanceof UsageError ? error.message : `roundtrip: ${String(error)}`);
  process.exitCode = 1;
}
