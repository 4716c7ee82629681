import type { WireFigures } from "#lib/domain/round-trip.ts";
import { onGrid } from "./grid.ts";
import type { MadeCall } from "./made-call.ts";

/** A gap that is longer is a stall. */
const STALL_MS = 1_000;

const SERVER_TIME_SOURCES: Readonly<Record<string, string>> = {
  openai: "openai-processing-ms",
  anthropic: "x-envoy-upstream-service-time",
};

/** What only the wire tells of a call. */
export function wireFigures(call: MadeCall): WireFigures {
  const { course, setting, hidesReasoning } = call;
  const { connection, profile, transport } = setting;
  const isStreamed = transport !== "http";
  // Of the attempt that decided, and from its start.
  const since = (ms: number | null) => (ms === null || !isStreamed ? null : ms - course.fromMs);
  const hasGaps = isStreamed && course.tokenEvents > 1;
  const stalledMs = course.stalledMs > STALL_MS && hasGaps ? course.stalledMs : 0;
  const usualGapMs = onGrid(course.gapMs);
  const source = transport === "websocket" ? undefined : SERVER_TIME_SOURCES[profile.provider];
  const serverMs = source === undefined || course.openMs === null ? null : course.serverMs;
  const openMs = course.openMs === null ? null : (isStreamed ? course.openMs : course.endMs) - course.fromMs;
  const throttle = course.failure?.throttle ?? null;
  return {
    connectMs: connection?.connectMs ?? null,
    serverMs,
    stalls: hasGaps ? (stalledMs > 0 ? 1 : 0) : null,
    stalledMs: hasGaps ? stalledMs : null,
    gapMaxMs: hasGaps ? Math.max(stalledMs, onGrid(usualGapMs * 4)) : null,
    requestedTier: call.requestedTier,
    fallbackFromWebSocket: call.isFallback ? true : null,
    account: call.account,
    limitFamily: profile.limitFamily,
    wire: {
      dnsMs: connection?.dnsMs ?? null,
      tcpMs: connection?.tcpMs ?? null,
      tlsMs: connection?.tlsMs ?? null,
      upgradeMs: connection?.upgradeMs ?? null,
      sentMs: 1,
      headersMs: transport === "websocket" ? null : openMs,
      firstEventMs: openMs,
      firstTokenMs: hidesReasoning ? since(course.firstOutputMs) : since(course.firstTokenMs),
      firstOutputMs: since(course.firstOutputMs),
      lastTokenMs: since(hidesReasoning && course.firstOutputMs === null ? null : course.lastTokenMs),
      endMs: course.endMs - course.fromMs,
      tokenEvents: isStreamed ? course.tokenEvents : null,
      gapP50Ms: hasGaps ? usualGapMs : null,
      gapP95Ms: hasGaps ? onGrid(usualGapMs * 2.2) : null,
      serverTimeSource: serverMs === null ? null : (source ?? null),
      laneDepth: transport === "websocket" ? 0 : null,
      retryAfterMs: throttle?.retryAfterMs ?? null,
      throttleClass: throttle?.class ?? null,
    },
  };
}
