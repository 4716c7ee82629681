import type { Settings } from "#lib/config/settings.ts";
import { checkPort } from "./check-port.ts";
import type { DataDirLock } from "./data-dir-lock.ts";
import { freePorts } from "./free-ports.ts";

/** Children of a supervisor that was killed notice and end within this time. */
const orphansEndWithinMs = 15_000;

/** Makes sure that the ports of the settings are free, and replaces port 0 by a free one. Throws StartError. */
export async function choosePorts(given: Settings, lock: DataDirLock): Promise<Settings> {
  const { host, dashboardPort, otlpHttpPort, otlpGrpcPort } = given;
  const patienceMs = lock.takenOver ? orphansEndWithinMs : 0;
  if (dashboardPort > 0) await checkPort(host, dashboardPort, "PORT", patienceMs);
  if (otlpHttpPort > 0) await checkPort(host, otlpHttpPort, "ROUNDTRIP_OTLP_HTTP_PORT", patienceMs);
  if (otlpGrpcPort > 0) await checkPort(host, otlpGrpcPort, "ROUNDTRIP_OTLP_GRPC_PORT", patienceMs);
  const chosen = [dashboardPort, otlpHttpPort, otlpGrpcPort].filter((port) => port > 0);
  // One more for each port that is chosen but not yet listened on: the system may pick just that one.
  const free = (await freePorts(host, 6)).filter((port) => !chosen.includes(port));
  const [freeDashboard = 0, freeHttp = 0, freeGrpc = 0] = free;
  return {
    ...given,
    dashboardPort: dashboardPort || freeDashboard,
    otlpHttpPort: otlpHttpPort || freeHttp,
    otlpGrpcPort: otlpGrpcPort || freeGrpc,
  };
}
