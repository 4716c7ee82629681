import { answer, answerError, answerJson } from "#app/api/answer.ts";
import { askCollector } from "#app/api/ask-collector.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { listClients } from "#lib/analytics/list-clients.ts";

/** What the collector received, kept and refused since it started, and which clients it heard. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [], async () => {
    const state = await askCollector();
    if (state === null) return answerError(503, "collectorUnreachable", "The collector does not answer");
    const { startedAtMs, clients, services, ...rest } = state;
    const seen = await listClients(clients, Date.now());
    return answerJson({
      startedAt: formatIso(startedAtMs),
      ...rest,
      clients: seen.map(({ lastExportMs, lastRoundTripMs, ...client }) => ({
        ...client,
        lastExportAt: formatIso(lastExportMs),
        lastRoundTripAt: formatIso(lastRoundTripMs),
      })),
      services: services.map(({ lastMs, lastReadMs, ...service }) => ({
        ...service,
        lastAt: formatIso(lastMs),
        lastReadAt: formatIso(lastReadMs),
      })),
    });
  });
}
