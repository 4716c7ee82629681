import type { BatchObservableResult, Meter } from "@opentelemetry/api";
import { LATENCY_FIGURES, type LatencyFigure, type TierLatency } from "./latency-figures.ts";

const NAMES: Readonly<Record<LatencyFigure, readonly [name: string, meaning: string]>> = {
  ttftMs: ["ttft_milliseconds", "Request start to the first token, reasoning included"],
  ttfoMs: ["ttfo_milliseconds", "Request start to the first visible text or tool call"],
  e2eMs: ["e2e_milliseconds", "Request start to the end of the response"],
  decodeTokensPerSecond: ["decode_tokens_per_second", "Tokens after the first, per second of decoding"],
  e2eTokensPerSecond: ["e2e_tokens_per_second", "All output tokens, per second of E2E"],
};
const QUANTILES = [
  ["0.5", "p50"],
  ["0.95", "p95"],
  ["0.99", "p99"],
] as const;

/**
 * Adds the main latency figures of the last hour: each by tier and quantile, with the number of round trips behind it,
 * and round trips by outcome. What cannot be known is left out. `read` gives null when the database does not answer.
 */
export function observeLatency(meter: Meter, read: () => Promise<readonly TierLatency[] | null>): void {
  const gauge = (name: string, description: string) =>
    meter.createObservableGauge(`roundtrip_${name}`, { description });
  const roundTrips = gauge("round_trips", "Round trips that began in the last hour, by tier and outcome");
  const figures = LATENCY_FIGURES.map((figure) => {
    const [name, meaning] = NAMES[figure];
    return {
      figure,
      values: gauge(name, `${meaning}; complete round trips of the last hour, by tier`),
      counts: gauge(`${name}_n`, `Round trips behind roundtrip_${name}`),
    };
  });
  const observeTier = (result: BatchObservableResult, { tier, outcomes, ...known }: TierLatency) => {
    for (const [outcome, count] of Object.entries(outcomes))
      result.observe(roundTrips, count, { tier, outcome });
    for (const { figure, values, counts } of figures) {
      const quantiles = known.figures[figure];
      result.observe(counts, quantiles.n, { tier });
      for (const [quantile, name] of QUANTILES) {
        const value = quantiles[name];
        if (value !== null) result.observe(values, value, { tier, quantile });
      }
    }
  };
  meter.addBatchObservableCallback(
    async (result) => {
      for (const tier of (await read()) ?? []) observeTier(result, tier);
    },
    [roundTrips, ...figures.flatMap(({ values, counts }) => [values, counts])],
  );
}
