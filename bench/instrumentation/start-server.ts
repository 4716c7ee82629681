import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { AnswerEnd } from "./serve.ts";

/** The made-up provider, in a process of its own. */
export interface Server {
  readonly url: string;
  /** The name that the instrumentation is told it by. */
  readonly host: string;
  /** How answers ended that have a name, by name. */
  readonly ends: ReadonlyMap<string, AnswerEnd>;
  stop(): void;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startServer(): Promise<Server> {
  const child = fork(resolve("bench/instrumentation/serve.ts"), { stdio: "inherit" });
  const [port] = (await once(child, "message")) as [number];
  const ends = new Map<string, AnswerEnd>();
  child.on("message", (end) => ends.set((end as AnswerEnd).call, end as AnswerEnd));
  const host = `127.0.0.1:${port}`;
  return { url: `http://${host}`, host, ends, stop: () => child.disconnect() };
}
