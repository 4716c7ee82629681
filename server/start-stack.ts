import { existsSync } from "node:fs";
import { environmentWith } from "#lib/config/environment-with.ts";
import type { Settings } from "#lib/config/settings.ts";
import { boundLog } from "./database/bound-log.ts";
import { openEmbeddedDatabase } from "./database/embedded-database.ts";
import { migrate } from "./database/migrate.ts";
import { type ChildProgram, startChild } from "./start-child.ts";
import type { StartedParts } from "./started-parts.ts";
import { type Running, supervise } from "./supervise.ts";

/** One Roundtrip of those that a supervisor runs. */
export interface StackSettings extends Settings {
  /** Begins the names of its parts in what is printed: empty, or such as "demo's ". */
  readonly owner: string;
}

/** What starting the parts of one stack needs. */
export interface StackStart {
  readonly settings: StackSettings;
  /** What is started goes here, in order. */
  readonly parts: StartedParts;
  /** Ends the starting. */
  readonly signal: AbortSignal;
  /** Told of each step in one line. */
  readonly say: (line: string) => void;
}

/** In MiB: what a hostile export may make the collector hold stays under 400 MB; Node's defaults would take more. */
const COLLECTOR_MEMORY = ["--max-semi-space-size=8", "--max-old-space-size=224"];

/** Starts the embedded database in the data directory, under supervision, and returns its address. Throws StartError. */
export async function startEmbedded({ settings, parts, signal, say }: StackStart): Promise<string> {
  const { dataDir, owner } = settings;
  const isNew = !existsSync(`${dataDir}/postgres`);
  const database = await openEmbeddedDatabase(dataDir);
  signal.throwIfAborted();
  parts.push(await supervise(`The ${owner}database`, database.start));
  const stopBounding = boundLog(database.logFile);
  parts.push({ stop: async () => stopBounding(), kill: stopBounding });
  const note = isNew ? ", new" : database.stoppedOrphan ? ", taken over from a start that was killed" : "";
  say(`Database: PostgreSQL 18 in ${dataDir}${note}`);
  return database.url;
}

/** Brings the tables up to date. Throws StartError. */
export async function migrateStack(url: string, { signal, say }: StackStart): Promise<void> {
  signal.throwIfAborted();
  const applied = await migrate(url);
  say(`Migrations: ${applied.length === 0 ? "nothing to do" : `${applied.length} applied`}`);
}

/** Starts the collector, and then the dashboard, on the ports of the settings, under supervision. Throws StartError. */
export async function startServices(
  url: string,
  start: StackStart,
  dashboard: Pick<ChildProgram, "onMessage"> & { readonly environment: Readonly<Record<string, string>> },
): Promise<void> {
  const { settings, say } = start;
  const { owner, host } = settings;
  const startOwn = startPrograms(url, start);
  await startOwn({
    name: `The ${owner}collector`,
    main: "./collector/main.ts",
    nodeOptions: COLLECTOR_MEMORY,
  });
  const [overHttp, overGrpc] = [settings.otlpHttpPort, settings.otlpGrpcPort].map((port) =>
    addressOf(host, port),
  );
  say(`Collector: OTLP/HTTP at ${overHttp}, OTLP/gRPC at ${overGrpc}`);
  // Next greets on standard output with lines about itself.
  const { environment, ...rest } = dashboard;
  await startOwn(
    { name: `The ${owner}dashboard`, main: "./dashboard/main.ts", quiet: true, ...rest },
    environment,
  );
}

/** How to start programs of ours in the environment of a stack, under supervision. */
export function startPrograms(url: string, { settings, parts, signal }: StackStart) {
  const environment = {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: url,
    HOST: settings.host,
    PORT: String(settings.dashboardPort),
    ROUNDTRIP_OTLP_HTTP_PORT: String(settings.otlpHttpPort),
    ROUNDTRIP_OTLP_GRPC_PORT: String(settings.otlpGrpcPort),
    ROUNDTRIP_DATA_DIR: settings.dataDir,
    ROUNDTRIP_OFFERS_DEMO: "",
    ROUNDTRIP_DEMO_OF: "",
  };
  return async (
    { main, ...program }: Omit<ChildProgram, "main" | "environment"> & { readonly main: string },
    more: Readonly<Record<string, string>> = {},
  ): Promise<Running> => {
    signal.throwIfAborted();
    const child = {
      ...program,
      main: new URL(main, import.meta.url),
      environment: environmentWith({ ...environment, ...more }),
    };
    const running = await supervise(program.name, () => startChild(child, signal));
    parts.push(running);
    return running;
  };
}

/** The address of a port of a host. */
export function addressOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
