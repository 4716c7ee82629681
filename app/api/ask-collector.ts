import { type CollectorState, describeCollector } from "#lib/analytics/describe-collector.ts";
import { readSettings } from "#lib/config/settings.ts";

const TIMEOUT_MS = 3_000;

/** Where the collector listens, for programs on this machine. */
export function collectorUrl(): string {
  const { host, otlpHttpPort } = readSettings();
  return `http://${host.includes(":") ? `[${host}]` : host}:${otlpHttpPort}`;
}

/** What the collector says of itself now; null when it does not answer. */
export async function askCollector(): Promise<CollectorState | null> {
  try {
    const response = await fetch(`${collectorUrl()}/metrics`, {
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.ok ? describeCollector(await response.text()) : null;
  } catch {
    return null;
  }
}
