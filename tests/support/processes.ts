import { type ChildProcess, spawn } from "node:child_process";

/** A child process that a test started, with all it printed so far. */
export interface RunningProcess {
  readonly child: ChildProcess;
  /** Standard output and standard error in the order they came. */
  output(): string;
  /** Resolves with the first match in the output; rejects with the output when the process ends without one. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Asks it to stop, and after `patienceMs` kills it and all it started. Safe to call twice. */
  stop(patienceMs?: number): Promise<void>;
}

/** How to start a process. */
export interface ProcessOptions {
  readonly cwd?: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Opens a channel to it, by which a Node program learns that the test is gone, even when it was killed. */
  readonly channel?: boolean;
}

/** Starts a process in a group of its own, its standard input closed, so that stopping it leaves nothing behind. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): RunningProcess {
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...options.env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe", ...(options.channel === true ? (["ipc"] as const) : [])],
    detached: true,
  });
  let printed = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      for (const listener of listeners) listener();
    });
  const ended = new Promise<number | string>((resolve) => {
    child.once("error", (error) => {
      printed += String(error);
      resolve("could not start");
    });
    child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });

  return {
    child,
    ended,
    output: () => printed,
    waitFor(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(printed);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void ended.then((how) => {
          listeners.delete(look);
          reject(new Error(`${command} ended (${how}) before it printed ${pattern}:\n${printed}`));
        });
      });
    },
    async stop(patienceMs = 10_000) {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        child.kill("SIGTERM");
        const timer = setTimeout(() => killGroup(child), patienceMs);
        await ended;
        clearTimeout(timer);
      }
      killGroup(child);
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
