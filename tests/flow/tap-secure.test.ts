import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startConnectProxy } from "#tests/support/connect-proxy.ts";
import { startTestTap } from "#tests/support/running-tap.ts";
import { startSecureProvider, trustSecureProvider } from "#tests/support/secure-provider.ts";

const BODY = '{"model":"m","stream":true}';

const ask = (tapUrl: string) =>
  fetch(`${tapUrl}/openai/v1/responses`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: BODY,
  });

/** Asks twice, one after the other, over one connection. */
async function askTwice(tapUrl: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (let time = 0; time < 2; time += 1) {
    const sent = request(`${tapUrl}/openai/v1/responses`, { agent, method: "POST" }).end(BODY);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(await text(response)).toContain("completed");
  }
}

test("a provider over TLS is measured with its handshake, and once connected without", async () => {
  trustSecureProvider();
  const provider = await startSecureProvider();
  const tap = await startTestTap(provider.url);
  await askTwice(tap.url);
  const [first, second] = await tap.recorded(2);
  expect(first).toMatchObject({ outcome: "complete", responseId: "resp_1", connection: { reused: false } });
  expect(first?.connection.tlsMs).toBeGreaterThan(0);
  expect(first?.connection.connectMs).toBeGreaterThanOrEqual(0);
  expect(second).toMatchObject({ outcome: "complete", connection: { reused: true, tlsMs: null } });
});

test("a provider whose certificate nobody trusts is not spoken to, and the client is told why", async () => {
  const provider = await startSecureProvider();
  const tap = await startTestTap(provider.url);
  const response = await ask(tap.url);
  expect(response.status).toBe(502);
  expect(await response.text()).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
  expect((await tap.recorded(1))[0]).toMatchObject({
    outcome: "failed",
    errorType: "DEPTH_ZERO_SELF_SIGNED_CERT",
  });
});

test("a provider is reached through the proxy that the environment names, and measured just so", async () => {
  trustSecureProvider();
  const provider = await startSecureProvider();
  const proxy = await startConnectProxy("ada:secret");
  const tap = await startTestTap(provider.url, { HTTPS_PROXY: `http://ada:secret@127.0.0.1:${proxy.port}` });
  await askTwice(tap.url);
  expect(proxy.targets).toEqual([`localhost:${provider.port}`]);
  const [first, second] = await tap.recorded(2);
  expect(first).toMatchObject({ outcome: "complete", responseId: "resp_1", connection: { reused: false } });
  expect(first?.connection.tlsMs).toBeGreaterThan(0);
  expect(second).toMatchObject({ outcome: "complete", connection: { reused: true } });
});

test("a proxy that lets nobody through is named to the client", async () => {
  const provider = await startSecureProvider();
  const proxy = await startConnectProxy("ada:secret");
  const tap = await startTestTap(provider.url, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
  const response = await ask(tap.url);
  expect(response.status).toBe(502);
  expect(await response.text()).toContain("PROXY_407");
  expect((await tap.recorded(1))[0]).toMatchObject({ outcome: "failed", errorType: "PROXY_407" });
});

test("a proxy that is not there is named as what cannot be reached", async () => {
  const provider = await startSecureProvider();
  const tap = await startTestTap(provider.url, { HTTPS_PROXY: "http://127.0.0.1:1" });
  expect(await (await ask(tap.url)).text()).toContain("ECONNREFUSED");
});

test("a long answer comes whole through the proxy, also to a client that is slow and closes behind it", async () => {
  trustSecureProvider();
  const provider = await startSecureProvider("x".repeat(5_000_000));
  const proxy = await startConnectProxy();
  const tap = await startTestTap(provider.url, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
  const headers = { connection: "close" };
  const sent = request(`${tap.url}/openai/v1/responses`, { method: "POST", headers }).end(BODY);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let length = 0;
  for await (const bytes of response) {
    length += (bytes as Buffer).length;
    await sleep(1);
  }
  expect(length).toBeGreaterThan(5_000_000);
  expect((await tap.recorded(1))[0]).toMatchObject({ outcome: "complete" });
});
