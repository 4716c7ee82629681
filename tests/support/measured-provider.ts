import { expect } from "vitest";
import type { ExchangeRecord } from "#instrumentation/recording/exchange-record.ts";
import { RoundTripInstrumentation } from "#instrumentation/round-trip-instrumentation.ts";
import { type SimulatedProvider, startSimulatedProvider } from "#simulation/provider.ts";

/** How the provider answers unless a test says otherwise. */
export const MEASURED_BEHAVIOUR = {
  timeToHeadersMs: 10,
  timeToFirstTokenMs: 60,
  tokensPerSecond: 400,
  outputTokens: 40,
  inputTokens: 1200,
  cachedInputTokens: 800,
};

/** A simulated provider whose calls from the test's own process are measured. */
export interface MeasuredProvider {
  readonly provider: SimulatedProvider;
  readonly instrumentation: RoundTripInstrumentation;
  /** Everything measured since the last `forget`. */
  records(): readonly ExchangeRecord[];
  /** The records of a model, once there are so many. */
  recordsOf(model: string, count?: number): Promise<readonly ExchangeRecord[]>;
  forget(): void;
  /** Has another port of this machine measured, too. */
  alsoMeasure(port: number): void;
  close(): Promise<void>;
}

/** Starts both. */
export async function measureProvider(): Promise<MeasuredProvider> {
  let records: ExchangeRecord[] = [];
  const provider = await startSimulatedProvider({ default: MEASURED_BEHAVIOUR, models: {} });
  const instrumentation = new RoundTripInstrumentation({
    compatibleHosts: { [`127.0.0.1:${provider.port}`]: "openai" },
    onExchange: (record) => void records.push(record),
  });
  return {
    provider,
    instrumentation,
    records: () => records,
    async recordsOf(model, count = 1) {
      const own = () =>
        records.filter(({ request, responseModel }) => (request.model ?? responseModel) === model);
      await expect.poll(() => own().length, { timeout: 10_000 }).toBe(count);
      return own();
    },
    forget() {
      records = [];
    },
    alsoMeasure(port) {
      const { compatibleHosts, ...config } = instrumentation.getConfig();
      instrumentation.setConfig({
        ...config,
        compatibleHosts: { ...compatibleHosts, [`127.0.0.1:${port}`]: "openai" },
      });
    },
    async close() {
      instrumentation.disable();
      await provider.close();
    },
  };
}
