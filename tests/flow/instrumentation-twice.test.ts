import { expect, onTestFinished, test } from "vitest";
import type { ExchangeRecord } from "#instrumentation/recording/exchange-record.ts";
import { RoundTripInstrumentation } from "#instrumentation/round-trip-instrumentation.ts";
import { MEASURED_BEHAVIOUR, measureProvider } from "#tests/support/measured-provider.ts";

test("two instrumentations in one program each see every call as it was", async () => {
  const { provider, recordsOf, close } = await measureProvider();
  const others: ExchangeRecord[] = [];
  const other = new RoundTripInstrumentation({
    compatibleHosts: { [`127.0.0.1:${provider.port}`]: "openai" },
    onExchange: (record) => void others.push(record),
  });
  onTestFinished(async () => {
    other.disable();
    await close();
  });
  const body = JSON.stringify({ model: "watched-twice", input: "say hi", stream: true });
  await (await fetch(`${provider.url}/v1/responses`, { method: "POST", body })).text();
  const [record] = await recordsOf("watched-twice");
  await expect.poll(() => others.length).toBe(1);
  for (const one of [record, others[0]]) {
    expect(one).toMatchObject({
      outcome: "complete",
      usage: { outputTokens: MEASURED_BEHAVIOUR.outputTokens },
    });
    expect(one?.tokenEvents).toBe(record?.tokenEvents);
    expect(one?.request.fingerprint).toBe(record?.request.fingerprint);
  }
  expect(record?.tokenEvents).toBeGreaterThan(1);
  expect(record?.tokenEvents).toBeLessThanOrEqual(MEASURED_BEHAVIOUR.outputTokens);
});
