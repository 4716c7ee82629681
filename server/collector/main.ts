import { readSettings, SettingsError } from "#lib/config/settings.ts";
import { openDatabase, openImpatientDatabase } from "#lib/store/database.ts";
import { print, printError } from "#server/print.ts";
import { reasonOf } from "./outage-line.ts";
import { startCollector } from "./start-collector.ts";

// The collector as a process: forked by the supervisor, or started alone from a terminal.

function giveUp(line: string): never {
  printError(line);
  process.exit(1);
}

function settingsOrGiveUp() {
  try {
    return readSettings();
  } catch (error) {
    if (error instanceof SettingsError) return giveUp(error.message);
    throw error;
  }
}

const { host, otlpHttpPort, otlpGrpcPort, databaseUrl } = settingsOrGiveUp();
if (databaseUrl === null) giveUp("The collector alone needs a database: set DATABASE_URL, or use npm start.");
const database = openDatabase(databaseUrl);
const impatient = openImpatientDatabase(databaseUrl);

let isEnding = false;
const end = async () => {
  if (isEnding) return;
  isEnding = true;
  const collector = await starting;
  await collector.close();
  await Promise.all([database.$disconnect(), impatient.$disconnect()]);
  process.exit(0);
};
process.on("SIGTERM", () => void end());
// Ctrl-C reaches every process of a terminal; a supervised collector leaves the order of ending to its supervisor.
process.on("SIGINT", () => {
  if (!process.send) void end();
});
// The supervisor is gone; what was received is still committed.
process.once("disconnect", () => void end());

const starting = startCollector(database, {
  host,
  port: otlpHttpPort,
  grpcPort: otlpGrpcPort,
  say: printError,
  impatient,
}).catch((error) => {
  const setting = error.port === otlpGrpcPort ? "ROUNDTRIP_OTLP_GRPC_PORT" : "ROUNDTRIP_OTLP_HTTP_PORT";
  if (error.code === "EADDRINUSE") giveUp(`Port ${error.port} is in use: set ${setting} to a free one.`);
  return giveUp(`The collector cannot listen on ${host}:${error.port ?? otlpHttpPort}: ${reasonOf(error)}`);
});
const { port, grpcPort } = await starting;
if (process.send) process.send({ ready: true });
else {
  const name = host.includes(":") ? `[${host}]` : host;
  print(`The collector receives OTLP at http://${name}:${port} and by gRPC at http://${name}:${grpcPort}`);
}
