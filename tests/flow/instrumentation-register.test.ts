import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "#server/free-ports.ts";
import { type RegisteredPrograms, startForPrograms } from "#tests/support/registered-programs.ts";

let programs: RegisteredPrograms;

beforeAll(async () => {
  programs = await startForPrograms();
});

afterAll(() => programs.close());

test("a program's call is a span with its reading, sent before the program ends, which ends as it would have", async () => {
  const program = programs.run("ask.mjs", [programs.provider.url, "alone"]);
  expect(await program.ended).toBe(7);
  expect(program.output()).toBe("answered\n");
  const span = programs.sink.spans.find(
    ({ attributes }) => attributes.get("gen_ai.request.model") === "alone",
  );
  expect(span?.name).toBe("chat alone");
  expect(span?.origin.resource.get("service.name")).toBe("ask");
  expect(span?.origin.scopeName).toBe("roundtrip-instrumentation");
  expect(Object.fromEntries(span?.attributes ?? [])).toMatchObject({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.stream": true,
    "gen_ai.usage.output_tokens": 30,
    "http.request.resend_count": 0,
    "roundtrip.outcome": "complete",
    "roundtrip.transport": "sse",
    "roundtrip.connection.reused": false,
    "roundtrip.token_events": 30,
  });
  expect(span?.attributes.get("roundtrip.first_token_ms")).toBeGreaterThan(39);
  const readings = programs.sink.logs.filter(({ traceId }) => traceId === span?.traceId);
  expect(readings.map(({ eventName }) => eventName)).toEqual(["roundtrip.rate_limit"]);
  expect(Object.fromEntries(readings[0]?.attributes ?? [])).toMatchObject({
    "roundtrip.rate_limit.family": "requests",
    "roundtrip.rate_limit.limit": 500,
    "roundtrip.rate_limit.remaining": 499,
  });
  expect(readings[0]?.spanId).toBe(span?.spanId);
  const everything = JSON.stringify(
    [...programs.sink.spans, ...programs.sink.logs].map(({ attributes }) => [...attributes]),
  );
  expect(everything).not.toContain("made-up-key");
  expect(everything).not.toContain("say hi");
});

test("turns, sessions, tool calls and approvals that a program tells of hold its round trips", async () => {
  const program = programs.run("turn.ts", [programs.provider.url]);
  expect(await program.ended, program.output()).toBe(0);
  const own = programs.sink.spans.filter(
    ({ attributes }) => attributes.get("gen_ai.conversation.id") === "session-7",
  );
  const turn = own.find(({ attributes }) => attributes.get("gen_ai.operation.name") === "invoke_agent");
  expect(own.map(({ name, parentSpanId }) => [name, parentSpanId === turn?.spanId]).toSorted()).toEqual([
    ["chat in-a-turn", true],
    ["chat in-a-turn", true],
    ["execute_tool shell", true],
    ["invoke_agent turn", false],
    ["permission", true],
  ]);
  expect(own.every(({ attributes }) => attributes.get("user.id") === "ada")).toBe(true);
});

test("a program that sets up an OpenTelemetry of its own later has it to itself", async () => {
  const program = programs.run("own-telemetry.ts", [programs.provider.url]);
  expect(await program.ended, program.output()).toBe(0);
  expect(program.output()).toMatch(/^chat own, registered true, nothing before it true, span \w+\n$/);
  const span = programs.sink.spans.find(
    ({ attributes }) => attributes.get("gen_ai.request.model") === "in-own",
  );
  // Its own spans go where it sends them; what is measured in them hangs below them.
  expect(span?.parentSpanId).toBe(/span (\w+)/.exec(program.output())?.[1]);
  expect(programs.sink.spans.some(({ name }) => name === "chat own")).toBe(false);
});

test("without a collector, and with one that never answers, a program ends as it would have", async () => {
  const silent = createServer(() => undefined);
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const ports = [await freePort("127.0.0.1"), (silent.address() as AddressInfo).port];
  try {
    for (const port of ports) {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
      const program = programs.run("ask.mjs", [programs.provider.url], env);
      expect(await program.ended).toBe(7);
      expect(program.output()).toBe("answered\n");
      const exiting = programs.run("ask-and-exit.mjs", [programs.provider.url, "unheard", "stream"], env);
      expect(await exiting.ended).toBe(3);
    }
  } finally {
    silent.close();
  }
});

test("sending loads nothing large into a program, which would hold it up in the middle of an answer", async () => {
  const program = programs.run("ask-by-http.mjs", [programs.provider.url]);
  expect(await program.ended, program.output()).toBe(0);
  expect(program.output()).toBe("undici is not loaded\n");
  expect(programs.sink.spans.map(({ name }) => name)).toContain("chat by http");
});

test("a broken setting does not break a program", async () => {
  const program = programs.run("ask.mjs", [programs.provider.url], {
    OTEL_EXPORTER_OTLP_ENDPOINT: "no address at all",
    ROUNDTRIP_COMPATIBLE_HOSTS: ",=,,::",
  });
  expect(await program.ended).toBe(7);
  expect(program.output()).toBe("answered\n");
});

test("a signal ends a program as it would have, and what was measured is sent first", async () => {
  const program = programs.run("ask-and-wait.mjs", [programs.provider.url]);
  await program.waitFor(/answered/);
  program.child.kill("SIGTERM");
  expect(await program.ended).toBe("SIGTERM");
  expect(
    programs.sink.spans.some(({ attributes }) => attributes.get("gen_ai.request.model") === "waiting"),
  ).toBe(true);
});
