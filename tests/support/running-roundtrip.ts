import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "#server/free-ports.ts";
import { startProcess } from "#tests/support/processes.ts";

/** The whole of Roundtrip, running as a person would start it, with a database of its own. */
export interface RunningRoundtrip {
  /** The dashboard. */
  readonly url: string;
  /** Base URL of the OTLP/HTTP collector. */
  readonly collectorUrl: string;
  /** Base URL of the OTLP/gRPC collector. */
  readonly grpcUrl: string;
  /** The JSON at a path of the dashboard; rejects, with what came instead, when the status is not 200. */
  get(path: string): Promise<unknown>;
  /** All it printed. */
  output(): string;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** Starts Roundtrip on free ports in an empty data directory. Rejects with what it printed when it does not come up. */
export async function startRoundtrip(): Promise<RunningRoundtrip> {
  if (!existsSync(resolve(".next/BUILD_ID")))
    throw new Error("The dashboard is not built: run npx next build first");
  const dataDir = await mkdtemp(join(tmpdir(), "roundtrip-whole-"));
  const [dashboardPort = 0, collectorPort = 0, grpcPort = 0] = await freePorts("127.0.0.1", 3);
  const server = startProcess(process.execPath, [resolve("server/start.ts")], {
    channel: true,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: dataDir,
      PORT: String(dashboardPort),
      ROUNDTRIP_OTLP_HTTP_PORT: String(collectorPort),
      ROUNDTRIP_OTLP_GRPC_PORT: String(grpcPort),
      ROUNDTRIP_DATA_DIR: join(dataDir, "data"),
    },
  });
  const url = `http://127.0.0.1:${dashboardPort}`;
  const stop = async () => {
    await server.stop(30_000);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await server.waitFor(/Roundtrip is at http:\/\/\S+/);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    collectorUrl: `http://127.0.0.1:${collectorPort}`,
    grpcUrl: `http://127.0.0.1:${grpcPort}`,
    output: server.output,
    stop,
    async get(path) {
      const response = await fetch(url + path);
      if (response.status !== 200)
        throw new Error(`${path} gave ${response.status}: ${await response.text()}`);
      return await response.json();
    },
  };
}

/** Asks again and again until the answer passes; resolves with the last answer, passing or not, once time is up. */
export async function askUntil<T>(
  ask: () => Promise<T>,
  passes: (answer: T) => boolean,
  withinMs = 5000,
): Promise<T> {
  const untilMs = performance.now() + withinMs;
  let answer = await ask();
  while (!passes(answer) && performance.now() < untilMs) {
    await sleep(100);
    answer = await ask();
  }
  return answer;
}
