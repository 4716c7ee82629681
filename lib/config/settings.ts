import { isIPv4 } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

const Environment = z.object({
  PORT: port(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  ROUNDTRIP_OTLP_HTTP_PORT: port(4318),
  ROUNDTRIP_OTLP_GRPC_PORT: port(4317),
  ROUNDTRIP_DATA_DIR: z.string().min(1).default(".roundtrip"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
    .optional(),
  ROUNDTRIP_OFFERS_DEMO: z.literal("1", "is set by npm start alone").optional(),
  ROUNDTRIP_DEMO_OF: port(0),
});

/** Everything that can be set from outside. */
export interface Settings {
  readonly host: string;
  readonly dashboardPort: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  /** Absolute path. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** Whether whoever started the dashboard can start the demo beside it. */
  readonly offersDemo: boolean;
  /** Port of the real dashboard, in the demo with made-up data beside it; null in the real one. */
  readonly demoOfPort: number | null;
}

/** A setting has a value that cannot be used; the message names it and says what to do. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Reads the settings from the environment, where an empty value counts as unset. Throws SettingsError. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingsError(
      `${String(issue?.path[0])} ${issue?.message ?? "is not valid"}: change it or unset it`,
    );
  }
  const settings = parsed.data;
  if (!isLoopback(settings.HOST)) {
    throw new SettingsError(
      `HOST ${settings.HOST} would let others in, and there is no sign-in yet: unset it, and reach Roundtrip from elsewhere through a tunnel, such as ssh -L`,
    );
  }
  checkDifferentPorts(settings);
  return {
    host: settings.HOST,
    dashboardPort: settings.PORT,
    otlpHttpPort: settings.ROUNDTRIP_OTLP_HTTP_PORT,
    otlpGrpcPort: settings.ROUNDTRIP_OTLP_GRPC_PORT,
    dataDir: resolve(settings.ROUNDTRIP_DATA_DIR),
    databaseUrl: settings.DATABASE_URL ?? null,
    offersDemo: settings.ROUNDTRIP_OFFERS_DEMO === "1",
    demoOfPort: settings.ROUNDTRIP_DEMO_OF || null,
  };
}

const PORTS = ["PORT", "ROUNDTRIP_OTLP_HTTP_PORT", "ROUNDTRIP_OTLP_GRPC_PORT"] as const;

/** Port 0 is any free one, and never the same twice. */
function checkDifferentPorts(settings: Readonly<Record<(typeof PORTS)[number], number>>): void {
  for (const [index, name] of PORTS.entries()) {
    const other = PORTS.slice(0, index).find((earlier) => settings[earlier] === settings[name]);
    if (other !== undefined && settings[name] !== 0) {
      throw new SettingsError(`${other} and ${name} are both ${settings[name]}: change one of them`);
    }
  }
}

/** Whether only this machine can reach a server on that host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
