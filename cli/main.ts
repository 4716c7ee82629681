import { print, printError } from "./print.ts";
import { HELP } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

/** Each loads what it needs when it runs: a status line is asked for several times a minute. */
const COMMANDS: ReadonlyMap<string, (args: readonly string[]) => Promise<void>> = new Map([
  ["tap", async (args) => (await import("./run-tap.ts")).runTap(args)],
  ["watch", async (args) => (await import("./run-watch.ts")).runWatch(args)],
  ["statusline", async (args) => (await import("./run-statusline.ts")).runStatusline(args)],
  ["usage", async (args) => (await import("./run-usage.ts")).runUsage(args)],
]);

// The command line of Roundtrip; `roundtrip help` says what there is.
const [command = "help", ...args] = process.argv.slice(2);

try {
  const run = COMMANDS.get(command);
  if (run !== undefined) await run(args);
  else if (/^(help|--help|-h)$/.test(command)) print(HELP);
  else throw new UsageError(`There is no "${command}": it is ${[...COMMANDS.keys()].join(", ")} or help`);
} catch (error) {
  printError(error instanceof UsageError ? error.message : `roundtrip: ${String(error)}`);
  process.exitCode = 1;
}
