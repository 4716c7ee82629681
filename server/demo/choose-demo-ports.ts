import type { Settings } from "#lib/config/settings.ts";
import { checkPort } from "#server/check-port.ts";
import { freePorts } from "#server/free-ports.ts";

type Ports = Pick<Settings, "dashboardPort" | "otlpHttpPort" | "otlpGrpcPort">;

const PORT_MAX = 65_535;

/** Free ports for the demo beside the real Roundtrip's: the dashboard behind the real one, if that is free. */
export async function chooseDemoPorts({
  host,
  dashboardPort,
  otlpHttpPort,
  otlpGrpcPort,
}: Settings): Promise<Ports> {
  const next = dashboardPort + 1;
  const isFree =
    next <= PORT_MAX &&
    next !== otlpHttpPort &&
    next !== otlpGrpcPort &&
    (await checkPort(host, next, "PORT", 0).then(
      () => true,
      () => false,
    ));
  const [first = 0, second = 0, third = 0] = (await freePorts(host, 4)).filter((port) => port !== next);
  return { dashboardPort: isFree ? next : first, otlpHttpPort: second, otlpGrpcPort: third };
}
