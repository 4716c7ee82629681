import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Block, CostPlan, CostReading } from "./cost-program.ts";
import type { Server } from "./start-server.ts";

/** A program to be measured. */
export interface Variant extends Pick<CostPlan, "caller" | "folder" | "peer"> {
  readonly label: string;
  /** The same program unwatched, by its label; null for one that is unwatched. */
  readonly base: string | null;
  /** What becomes of what this instrumentation tells; null without it. */
  readonly own: "exported" | "dead" | "nowhere" | null;
  /** Events in each write of the provider. */
  readonly atOnce: number;
}

/** One that runs. */
export interface Program {
  readonly variant: Variant;
  run(block: Block): Promise<void>;
  /** CPU time used until now, in µs: by the process, and by its main thread alone. */
  cpu(): Promise<Pick<CostReading, "cpu" | "threadCpu">>;
  /** Spans that its peer has ended until it was last asked. */
  spans(): number;
  stop(): Promise<void>;
}

/** Nobody listens there. */
const DEAD = "http://127.0.0.1:9";

/** Starts one; it does nothing until it is told to. */
export function startProgram(variant: Variant, server: Server, collector: string): Program {
  const { caller, folder, peer, own, atOnce, label } = variant;
  const plan: CostPlan = { url: `${server.url}/at-once-${atOnce}`, folder, caller, peer };
  const preload =
    own === "nowhere" ? "bench/instrumentation/register-nowhere.ts" : "instrumentation/register.ts";
  const child = fork(resolve("bench/instrumentation/cost-program.ts"), [JSON.stringify(plan)], {
    execArgv: own === null ? [] : ["--import", resolve(preload)],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: own === "dead" ? DEAD : collector,
      ROUNDTRIP_COMPATIBLE_HOSTS: `${server.host}=openai`,
    },
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`The program "${label}" ended`);
  });
  // Told to whoever waits for the program; at the end nobody does.
  ended.catch(() => undefined);
  let spans = 0;
  const ask = async (block: Block): Promise<CostReading> => {
    const answered = once(child, "message");
    child.send(block);
    const [reading] = (await Promise.race([answered, ended])) as [CostReading];
    spans = reading.spans;
    return reading;
  };
  return {
    variant,
    run: async (block) => void (await ask(block)),
    cpu: () => ask({ requests: 0, events: 0 }),
    spans: () => spans,
    async stop() {
      child.disconnect();
      await ended.catch(() => undefined);
    },
  };
}
