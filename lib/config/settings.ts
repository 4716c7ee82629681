import { resolve } from "node:path";
import { z } from "zod";

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

const Environment = z.object({
  PORT: port(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  ROUNDTRIP_OTLP_HTTP_PORT: port(4318),
  ROUNDTRIP_DATA_DIR: z.string().min(1).default(".roundtrip"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
    .optional(),
});

/** Everything that can be set from outside. */
export interface Settings {
  readonly host: string;
  readonly dashboardPort: number;
  readonly otlpHttpPort: number;
  /** Absolute path. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
}

/** A setting has a value that cannot be used; the message names it and says what to do. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Reads the settings from the environment, where an empty value counts as unset. Throws SettingsError. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingsError(`${String(issue?.path[0])} ${issue?.message ?? "is not valid"}: change it or unset it`);
  }
  const settings = parsed.data;
  return {
    host: settings.HOST,
    dashboardPort: settings.PORT,
    otlpHttpPort: settings.ROUNDTRIP_OTLP_HTTP_PORT,
    dataDir: resolve(settings.ROUNDTRIP_DATA_DIR),
    databaseUrl: settings.DATABASE_URL ?? null,
  };
}
