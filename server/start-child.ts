import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { StartError } from "./start-error.ts";
import type { Running } from "./supervise.ts";

/** Which program of ours to run, and with what environment. */
export interface ChildProgram {
  /** Begins the messages about it, such as "The collector". */
  readonly name: string;
  /** Address of its main file. */
  readonly main: URL;
  readonly environment: NodeJS.ProcessEnv;
  /** Options for Node itself. */
  readonly nodeOptions?: readonly string[];
  /** True to drop what it writes to standard output; errors always show. */
  readonly quiet?: boolean;
  /** Gets what the child sends beside that it is ready; what is given to `answer` is sent back. */
  readonly onMessage?: (message: unknown, answer: (message: object) => void) => void;
}

const readyWithinMs = 60_000;
const stopWithinMs = 10_000;

/**
 * Starts a child and waits until it sends `{ ready: true }`. The child stops when told by SIGTERM, and by itself when
 * the channel to this process closes. Throws StartError when it ends or stays silent instead, or `signal` aborts.
 */
export async function startChild(program: ChildProgram, signal: AbortSignal): Promise<Running> {
  const child = fork(fileURLToPath(program.main), [], {
    env: program.environment,
    execArgv: [...(program.nodeOptions ?? [])],
    // Of its own process group: a Ctrl-C in the terminal is ours to pass on, in the right order.
    detached: process.platform !== "win32",
    stdio: ["ignore", program.quiet === true ? "ignore" : "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit").then(
    ([code, how]) => (how === null ? `exit code ${code}` : `signal ${how}`),
    (error: Error) => error.message,
  );
  const kill = () => void child.kill("SIGKILL");
  const stop = async () => {
    // Windows knows no SIGTERM; closing the channel means the same to our children.
    if (process.platform === "win32") child.disconnect();
    else child.kill("SIGTERM");
    const timer = setTimeout(kill, stopWithinMs);
    await exited;
    clearTimeout(timer);
  };
  const ready = new Promise<"ready">((resolve) => {
    child.on("message", (message) => {
      if (typeof message === "object" && message !== null && "ready" in message) resolve("ready");
      // Who has gone meanwhile needs no answer.
      else program.onMessage?.(message, (answer) => void child.send(answer, () => undefined));
    });
  });
  const tooLong = AbortSignal.any([signal, AbortSignal.timeout(readyWithinMs)]);
  const abandoned = once(tooLong, "abort").then(() => "no sign of life");
  const outcome = tooLong.aborted ? "no sign of life" : await Promise.race([ready, exited, abandoned]);
  if (outcome === "ready") return { exited, stop, kill };
  kill();
  throw new StartError(`${program.name} did not come up (${outcome})`);
}
