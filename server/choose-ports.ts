import type { Settings } from "#lib/config/settings.ts";
import { checkPort } from "./check-port.ts";
import type { DataDirLock } from "./data-dir-lock.ts";
import { freePort } from "./free-port.ts";

/** Children of a supervisor that was killed notice and end within this time. */
const orphansEndWithinMs = 15_000;

/** Makes sure that the ports of the settings are free, and replaces port 0 by a free one. Throws StartError. */
export async function choosePorts(given: Settings, lock: DataDirLock): Promise<Settings> {
  const { host, dashboardPort, otlpHttpPort, otlpGrpcPort } = given;
  const patienceMs = lock.takenOver ? orphansEndWithinMs : 0;
  if (dashboardPort > 0) await checkPort(host, dashboardPort, "PORT", patienceMs);
  if (otlpHttpPort > 0) await checkPort(host, otlpHttpPort, "ROUNDTRIP_OTLP_HTTP_PORT", patienceMs);
  if (otlpGrpcPort > 0) await checkPort(host, otlpGrpcPort, "ROUNDTRIP_OTLP_GRPC_PORT", patienceMs);
  return {
    ...given,
    dashboardPort: dashboardPort || (await freePort(host)),
    otlpHttpPort: otlpHttpPort || (await freePort(host)),
    otlpGrpcPort: otlpGrpcPort || (await freePort(host)),
  };
}
