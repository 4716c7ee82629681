import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { readUsageAnswer } from "#instrumentation/rate-limits/read-usage-answer.ts";
import { parseJson } from "#instrumentation/reading/json-fields.ts";
import { describeWindows } from "./describe-windows.ts";
import { isNews } from "./is-news.ts";
import { print } from "./print.ts";
import { readInput } from "./read-input.ts";

/** Longer than handing a few kilobytes to a process takes, in ms. */
const HAND_OVER_MS = 250;

/**
 * Prints Claude Code's status line from what Claude Code says on the standard input, and has the limits in it sent by a
 * process of its own: nobody waits for a collector. After `--` comes a command that prints the line instead. Whatever
 * fails, this ends well, because a status line must never be in the way.
 */
export async function runStatusline(args: readonly string[]): Promise<void> {
  const at = args.indexOf("--");
  const [command, ...commandArgs] = at === -1 ? [] : args.slice(at + 1);
  try {
    const input = await readInput();
    const readings = readUsageAnswer("anthropic", parseJson(input), Date.now());
    const printing =
      command === undefined ? print(describeWindows(readings)) : run(command, commandArgs, input);
    const seen = readings.map(({ family, windowMinutes, usedFraction, resetsAtMs }) =>
      [family, windowMinutes, usedFraction, resetsAtMs].join(" "),
    );
    if (seen.length > 0 && (await isNews(seen.join("\n"), memoryFile(), Date.now()))) await handOver(input);
    await printing;
  } catch {
    // Then there is no line.
  }
  // After what was printed has gone out; nothing else is waited for.
  process.stdout.write("", () => process.exit(0));
}

function memoryFile(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "roundtrip", "statusline");
}

/** Runs another status line with the same input, to its end. */
function run(command: string, args: readonly string[], input: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["pipe", "inherit", "inherit"] });
    child.once("error", () => resolve());
    child.once("close", () => resolve());
    child.stdin.on("error", () => undefined).end(input);
  });
}

/** Starts a process that outlives this one and sends what the input says. */
function handOver(input: string): Promise<void> {
  return new Promise((resolve) => {
    const main = join(import.meta.dirname, "main.ts");
    const child = spawn(process.execPath, [main, "usage", "--provider", "claude"], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      windowsHide: true,
    });
    setTimeout(resolve, HAND_OVER_MS);
    child.once("error", () => resolve());
    child.stdin.on("error", () => resolve()).end(input, () => resolve());
    child.unref();
  });
}
