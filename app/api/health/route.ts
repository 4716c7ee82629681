import { answer, answerJson } from "#app/api/answer.ts";
import { checkDatabase } from "#lib/analytics/check-database.ts";
import { readSettings } from "#lib/config/settings.ts";
import manifest from "#package.json" with { type: "json" };

const COLLECTOR_TIMEOUT_MS = 1_000;

/** Whether everything is ready; 503 while something is not. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [], async () => {
    const [database, collector] = await Promise.all([checkDatabase(), checkCollector()]);
    const isReady = database && collector;
    return answerJson(
      {
        status: isReady ? "ok" : "notReady",
        version: manifest.version,
        database: database ? "ok" : "unreachable",
        collector: collector ? "ok" : "unreachable",
      },
      isReady ? 200 : 503,
    );
  });
}

async function checkCollector(): Promise<boolean> {
  const { host, otlpHttpPort } = readSettings();
  const address = host.includes(":") ? `[${host}]` : host;
  try {
    const response = await fetch(`http://${address}:${otlpHttpPort}/healthz`, {
      cache: "no-store",
      signal: AbortSignal.timeout(COLLECTOR_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
