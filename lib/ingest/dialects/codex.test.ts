import { expect, test } from "vitest";
import { SELECTION } from "#lib/ingest/observe.ts";
import { captureRecords, observeRecords } from "#tests/support/captures.ts";
import { CodexSession } from "#tests/support/codex-session.ts";

const CODEX = { resource: new Map([["service.name", "codex_exec"]]), scopeName: "codex_exec" };

test("of a turn's spans only those that matter are wanted", () => {
  expect(
    ["fs.read_file", "auth", "append_items", "receiving"].filter((name) => SELECTION.wantsSpan(name, CODEX)),
  ).toEqual([]);
  expect(SELECTION.wantsSpan("receiving_stream", CODEX)).toBe(true);
});

test("attributes that hold content are not on the allow-list", () => {
  const content = [
    "prompt",
    "arguments",
    "output",
    "response",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "cwd",
  ];
  expect(content.filter((key) => SELECTION.wantsAttribute(key))).toEqual([]);
});

test("an event told by a log and by a span is one observation that knows what either knew", () => {
  const requests = observeRecords(captureRecords("codex-sse")).filter(({ kind }) => kind === "request");
  expect(
    requests.map(({ facts, traceId }) => ({ status: facts["statusCode"], traced: traceId !== null })),
  ).toEqual([
    { status: 200, traced: true },
    { status: 200, traced: true },
  ]);
});

test("no text of the session is in any observation", () => {
  const told = JSON.stringify(
    observeRecords([...captureRecords("codex-sse"), ...captureRecords("codex-websocket")]),
  );
  expect(
    ["say hi", "echo hi", "Hello done", "REDACTED", "/home/dev"].filter((text) => told.includes(text)),
  ).toEqual([]);
});

test("a thousand token events in a second become ten observations that keep every instant", () => {
  const instants = Array.from({ length: 1000 }, (_, index) => index);
  const chunks = new CodexSession().deltas(...instants).observations();
  expect(chunks).toHaveLength(10);
  expect(chunks.flatMap((chunk) => chunk.instants ?? [])).toHaveLength(1000);
});

test("events without a conversation, or that are not about latency, say nothing", () => {
  expect(new CodexSession("").prompt(0).observations()).toEqual([]);
  expect(new CodexSession().at(0, "codex.startup_phase", { duration_ms: "5" }).observations()).toEqual([]);
});
