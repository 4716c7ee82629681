import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "#server/free-ports.ts";
import { type SimulatedProvider, startSimulatedProvider } from "#simulation/provider.ts";
import { startOtlpSink } from "#tests/support/otlp-sink.ts";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";

const BEHAVIOUR = { timeToHeadersMs: 5, timeToFirstTokenMs: 20, tokensPerSecond: 1000, outputTokens: 40 };
const BODY = JSON.stringify({ model: "m", input: "say hi", stream: true });
const NOBODY = "http://127.0.0.1:9";

function startCli(args: readonly string[], collectorUrl = NOBODY): RunningProcess {
  const started = startProcess(process.execPath, [resolve("cli/main.ts"), ...args], {
    env: { PATH: process.env["PATH"] ?? "", OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl },
  });
  onTestFinished(() => started.stop());
  return started;
}

/** The command in a process of its own. */
async function startTapProcess(upstreamUrl: string, collectorUrl = NOBODY) {
  const tap = startCli(
    ["tap", "--port", String(await freePort("127.0.0.1")), "--upstream", `openai=${upstreamUrl}`],
    collectorUrl,
  );
  const [url = ""] = await tap.waitFor(/http:\/\/127\.0\.0\.1:\d+/);
  return { tap, url };
}

async function startProvider(): Promise<SimulatedProvider> {
  const provider = await startSimulatedProvider({ models: {}, default: BEHAVIOUR });
  onTestFinished(() => provider.close());
  return provider;
}

async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await fetch(`${url}/openai/v1/responses`, { method: "POST", body: BODY, headers });
  expect(answer.status).toBe(200);
  return answer.text();
}

test("each request that passed is one span of roundtrip-tap, in the trace that it belongs to", async () => {
  const sink = await startOtlpSink();
  onTestFinished(() => sink.close());
  const provider = await startProvider();
  const { url } = await startTapProcess(provider.url, sink.url);
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  await ask(url, { traceparent: `00-${traceId}-b7ad6b7169203331-01`, "user-agent": "codex_cli_rs/0.169.0" });
  for (let more = 0; more < 4; more += 1) await ask(url);
  await expect.poll(() => sink.spans.length, { timeout: 10_000 }).toBe(5);
  const [first] = sink.spans.filter((span) => span.traceId === traceId);
  expect(first?.parentSpanId).toBe("b7ad6b7169203331");
  expect(first?.origin.resource.get("service.name")).toBe("roundtrip-tap");
  expect(first?.attributes.get("roundtrip.client.name")).toBe("codex_cli_rs");
  expect(first?.attributes.get("gen_ai.usage.output_tokens")).toBe(40);
});

test("a tap has sent to its collector once before any answer passes, which the first time would hold up", async () => {
  const sent: (string | undefined)[] = [];
  const collector = createServer((request, response) => {
    sent.push(request.url);
    request.resume().on("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  onTestFinished(() => void collector.close());
  onTestFinished(() => void collector.closeAllConnections());
  await startTapProcess(NOBODY, `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
  await expect.poll(() => sent.toSorted(), { timeout: 10_000 }).toEqual(["/v1/logs", "/v1/traces"]);
});

test("a tap whose collector is down passes everything on", async () => {
  const provider = await startProvider();
  const { url, tap } = await startTapProcess(provider.url, `http://127.0.0.1:${await freePort("127.0.0.1")}`);
  for (let number = 0; number < 20; number += 1) expect(await ask(url)).toContain("response.completed");
  expect(provider.requests()).toHaveLength(20);
  expect(tap.child.exitCode).toBeNull();
});

test("an upload of 400 MB is not held, however slowly the provider reads", async () => {
  const size = 400 * 1024 * 1024;
  let taken = 0;
  let release = () => {};
  const held = new Promise<void>((go) => {
    release = go;
  });
  const server = createServer(async (request, response) => {
    // Reads nothing at first, so that all that is on its way must wait somewhere.
    await held;
    for await (const chunk of request) taken += chunk.length;
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  const { url, tap } = await startTapProcess(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const upload = httpRequest(`${url}/openai/v1/responses`, {
    method: "POST",
    headers: { "content-length": String(size) },
  });
  const piece = Buffer.alloc(1024 * 1024, "x");
  let written = 0;
  const feed = async () => {
    for (; written < size; written += piece.byteLength) if (!upload.write(piece)) await once(upload, "drain");
    upload.end();
  };
  const before = await residentBytes(tap);
  const feeding = feed();
  const answered = once(upload, "response");
  // Until nothing moves any more: the pipe is full from end to end.
  let seen = -1;
  await expect
    .poll(
      () => {
        const moved = written !== seen;
        seen = written;
        return moved;
      },
      { timeout: 20_000, interval: 300 },
    )
    .toBe(false);
  expect(written).toBeLessThan(size / 4);
  const full = await residentBytes(tap);
  release();
  const peaks: number[] = [full];
  const timer = setInterval(() => void residentBytes(tap).then((bytes) => peaks.push(bytes)), 20);
  const [response] = await answered;
  await feeding;
  clearInterval(timer);
  response.resume();
  expect(response.statusCode).toBe(200);
  expect(taken).toBe(size);
  // What is garbage already is memory still: only a share of the whole tells holding from passing on.
  expect(Math.max(...peaks) - before).toBeLessThan(size / 2);
});

async function residentBytes({ child }: RunningProcess): Promise<number> {
  const ps = startProcess("ps", ["-o", "rss=", "-p", String(child.pid)], {
    env: { PATH: process.env["PATH"] ?? "" },
  });
  await ps.ended;
  return Number(ps.output().trim()) * 1024;
}

test("Ctrl-C lets a running answer end, sends what was measured, and ends without an error", async () => {
  const sink = await startOtlpSink();
  onTestFinished(() => sink.close());
  const provider = await startProvider();
  const { url, tap } = await startTapProcess(provider.url, sink.url);
  provider.enqueue({ tokensPerSecond: 100, outputTokens: 80 });
  const answer = await fetch(`${url}/openai/v1/responses`, { method: "POST", body: BODY });
  tap.child.kill("SIGINT");
  expect(await answer.text()).toContain("response.completed");
  expect(await tap.ended).toBe(0);
  expect(sink.spans).toHaveLength(1);
});

test("a second Ctrl-C ends it at once", async () => {
  const provider = await startProvider();
  const { url, tap } = await startTapProcess(provider.url);
  provider.enqueue({ tokensPerSecond: 1, outputTokens: 1_000 });
  const answer = await fetch(`${url}/openai/v1/responses`, { method: "POST", body: BODY });
  const reading = answer.text().then(
    () => "whole",
    () => "broken",
  );
  tap.child.kill("SIGINT");
  // A terminal and npm both pass one key press on: only what comes later is a second one.
  await new Promise((go) => setTimeout(go, 1_000));
  tap.child.kill("SIGINT");
  await tap.ended;
  expect(await reading).toBe("broken");
});

test("a used port and a wrong flag are told in one line", async () => {
  const provider = await startProvider();
  const used = startCli(["tap", "--port", String(provider.port)]);
  expect(await used.ended).toBe(1);
  expect(used.output().trim().split("\n")).toHaveLength(1);
  expect(used.output()).toContain(String(provider.port));
  for (const args of [
    ["--nonsense"],
    ["--port", "x"],
    ["--port", "70000"],
    ["--upstream", "openai=ftp://x"],
  ]) {
    const wrong = startCli(["tap", ...args]);
    expect(await wrong.ended).toBe(1);
    expect(wrong.output().trim().split("\n")).toHaveLength(1);
  }
});

test("what it says at its start names the one setting of each client", async () => {
  const { url, tap } = await startTapProcess("http://127.0.0.1:9");
  await tap.waitFor(/Ctrl-C/);
  for (const setting of ["base_url", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "OPENAI_BASE_URL"])
    expect(tap.output()).toContain(setting);
  expect(tap.output()).toContain(`${url}/openai/v1`);
});
