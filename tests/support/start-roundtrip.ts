import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Roundtrip as somebody would start it, with what it prints. */
export interface StartedRoundtrip {
  readonly pid: number;
  /** Everything printed so far, standard output and errors in the order they came. */
  output(): string;
  /** Waits until a line holds this text. Rejects with the output when Roundtrip ends before. */
  untilPrinted(text: string): Promise<void>;
  /** Process ids of the children whose command line holds this text. */
  childrenWith(text: string): Promise<readonly number[]>;
  signal(signal: NodeJS.Signals): void;
  /** Settles with the exit code, or the name of the signal that ended it. */
  readonly exited: Promise<number | string>;
}

/** Environment variables to start with, beside those of this process; undefined removes one. */
export type StartSettings = Readonly<Record<string, string | undefined>>;

/** Starts `script`, by default the supervisor, with these words behind it, and returns at once. */
export function startRoundtrip(
  settings: StartSettings,
  script = "server/start.ts",
  words: readonly string[] = [],
): StartedRoundtrip {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...words], {
    env: { ...process.env, DATABASE_URL: undefined, HOST: undefined, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      child.emit("printed");
    });
  }
  const exited = once(child, "exit").then(([code, signal]) => (signal ?? code) as number | string);
  const closed = once(child, "close").then(() => "closed" as const);
  const { pid = 0 } = child;
  return {
    pid,
    output: () => output,
    async untilPrinted(text) {
      while (!output.includes(text)) {
        if ((await Promise.race([once(child, "printed"), closed])) === "closed" && !output.includes(text)) {
          throw new Error(`Roundtrip ended before it printed "${text}":\n${output}`);
        }
      }
    },
    childrenWith: (text) => childrenWith(pid, text),
    signal: (signal) => child.kill(signal),
    exited,
  };
}

async function childrenWith(parent: number, text: string): Promise<readonly number[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,command="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, ppid, command = ""] = /^ *(\d+) +(\d+) +(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent && command.includes(text) ? [Number(pid)] : [];
  });
}
