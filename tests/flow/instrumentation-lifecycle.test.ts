import { once } from "node:events";
import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import type { ExchangeRecord } from "#instrumentation/recording/exchange-record.ts";
import { RoundTripInstrumentation } from "#instrumentation/round-trip-instrumentation.ts";
import {
  MEASURED_BEHAVIOUR,
  type MeasuredProvider,
  measureProvider,
} from "#tests/support/measured-provider.ts";

async function askByHttp({ url }: MeasuredProvider["provider"], model: string): Promise<void> {
  const sent = request(`${url}/v1/responses`, { method: "POST" });
  sent.end(JSON.stringify({ model, input: "say hi", stream: true }));
  const [answer] = await once(sent, "response");
  for await (const _ of answer);
}

async function ask({ url }: MeasuredProvider["provider"], model: string): Promise<void> {
  const body = JSON.stringify({ model, input: "say hi", stream: true });
  await (await fetch(`${url}/v1/responses`, { method: "POST", body })).text();
}

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
  await ask(provider, "watched-twice");
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

test("nobody is measured any more once it is disabled, what was under way to its end, and again when it is enabled", async () => {
  const { provider, instrumentation, records, recordsOf, close } = await measureProvider();
  onTestFinished(close);
  const calls = [ask(provider, "under way"), askByHttp(provider, "under way")];
  instrumentation.disable();
  await Promise.all([...calls, ask(provider, "unseen"), askByHttp(provider, "unseen")]);
  await recordsOf("under way", 2);
  await Promise.all([ask(provider, "unseen"), askByHttp(provider, "unseen")]);
  instrumentation.enable();
  await ask(provider, "seen");
  await recordsOf("seen");
  expect(records().map(({ request, outcome }) => [request.model, outcome])).toEqual([
    ["under way", "complete"],
    ["under way", "complete"],
    ["seen", "complete"],
  ]);
});
