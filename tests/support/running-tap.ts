import { expect, onTestFinished } from "vitest";
import type { ExchangeRecord } from "#instrumentation/recording/exchange-record.ts";
import { startTap, type Tap } from "#instrumentation/tap/start-tap.ts";
import { chooseUpstreams } from "#instrumentation/tap/upstream.ts";

/** A tap in the test's own process, in front of one address for every provider. */
export interface TestTap {
  readonly url: string;
  readonly tap: Tap;
  /** Everything measured so far. */
  records(): readonly ExchangeRecord[];
  /** All records, once there are so many. */
  recorded(count: number): Promise<readonly ExchangeRecord[]>;
}

/** Starts one for as long as the test runs. */
export async function startTestTap(
  upstreamUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<TestTap> {
  const records: ExchangeRecord[] = [];
  const names = ["openai", "chatgpt", "anthropic", "gemini"];
  const tap = await startTap({
    port: 0,
    upstreams: chooseUpstreams(
      names.map((name) => `${name}=${upstreamUrl}`),
      environment,
    ),
    onExchange: (record) => void records.push(record),
  });
  onTestFinished(() => tap.stop(0));
  return {
    url: tap.url,
    tap,
    records: () => records,
    async recorded(count) {
      await expect.poll(() => records.length, { timeout: 10_000 }).toBe(count);
      return records;
    },
  };
}
