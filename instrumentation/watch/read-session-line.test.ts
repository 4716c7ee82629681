import fc from "fast-check";
import { expect, test } from "vitest";
import { readRateLimitHeaders } from "../rate-limits/read-rate-limits.ts";
import { limitsLine, metaLine, sessionLine, turnLine } from "../testing/session-lines.ts";
import { factsOfName, isSessionLine, readSessionLine, type SessionLine } from "./read-session-line.ts";

const T0 = Date.UTC(2026, 10, 25, 9);
const NAME = "rollout-2026-11-25T09-00-00-01a201d9-d39d-71e1-b215-d287ec3380b3.jsonl";

function readLines(lines: readonly string[]): SessionLine[] {
  let facts = factsOfName(NAME);
  return lines.map((line) => {
    const read = readSessionLine(facts, line);
    facts = read.facts;
    return read;
  });
}

const used = (lines: readonly string[]) =>
  readLines(lines).flatMap(({ readings }) => readings.map(({ usedFraction }) => usedFraction));

test("a line of limits tells of its bucket, at the instant at which Codex wrote it", () => {
  const [, line] = readLines([metaLine(T0), limitsLine(T0 + 5, 12.5)]);
  expect(line?.observedAtMs).toBe(T0 + 5);
  expect(line?.facts).toMatchObject({ sessionId: "a-thread", clientName: "codex_exec", provider: "openai" });
  expect(line?.readings).toMatchObject([
    {
      family: "codex",
      windowMinutes: 300,
      unit: "percent",
      usedFraction: 0.125,
      resetsAtMs: T0 + 3_600_000,
      source: "file",
    },
  ]);
});

test("a bucket is the same one by a session file and by the headers that Codex read it from", () => {
  const bucket = ({
    family,
    windowMinutes,
    unit,
    usedFraction,
    resetsAtMs,
    familyName,
  }: SessionLine["readings"][0]) => ({ family, windowMinutes, unit, usedFraction, resetsAtMs, familyName });
  const headers = new Map([
    ["x-codex-bengalfox-primary-used-percent", "12.5"],
    ["x-codex-bengalfox-primary-window-minutes", "300"],
    ["x-codex-bengalfox-primary-reset-at", String((T0 + 3_600_000) / 1000)],
    ["x-codex-bengalfox-limit-name", "GPT-5.3-Codex-Spark"],
  ]);
  const [, line] = readLines([
    metaLine(T0),
    limitsLine(T0, 12.5, { limit_id: "codex_bengalfox", limit_name: "GPT-5.3-Codex-Spark" }),
  ]);
  expect(line?.readings.map(bucket)).toEqual(readRateLimitHeaders("openai", headers, 200, T0).map(bucket));
});

test("what a fork copies is not told again as if it were of now", () => {
  const HOUR_MS = 3_600_000;
  const copied = [
    metaLine(T0, { id: "child", forked_from_id: "parent" }),
    metaLine(T0, { id: "parent" }),
    turnLine(T0, T0 - HOUR_MS),
    limitsLine(T0, 10),
  ];
  expect(used(copied)).toEqual([]);
  expect(used([...copied, turnLine(T0 + 1), limitsLine(T0 + 2, 40)])).toEqual([0.4]);
  expect(readLines(copied).at(-1)?.facts.sessionId).toBe("child");
});

test("a subagent's copy of its parent is none of its own", () => {
  expect(used([metaLine(T0, { parent_thread_id: "p" }), limitsLine(T0, 10)])).toEqual([]);
});

test("a window that was over when the line was written is not told", () => {
  expect(used([metaLine(T0), limitsLine(T0, 10, {}, T0 - 1000)])).toEqual([]);
});

test("without its first line, a session is known by its file's name", () => {
  const [line] = readLines([limitsLine(T0, 10)]);
  expect(line?.facts.sessionId).toBe("01a201d9-d39d-71e1-b215-d287ec3380b3");
});

test("what a person or a tool says about limits is not read", () => {
  const quoted = limitsLine(T0, 99).trim();
  const lines = [
    sessionLine(T0, "response_item", { type: "function_call_output", output: quoted }),
    sessionLine(T0, "response_item", {
      type: "token_count",
      rate_limits: JSON.parse(quoted).payload.rate_limits,
    }),
  ];
  expect(used(lines)).toEqual([]);
  expect(isSessionLine(Buffer.from(lines[0] ?? ""))).toBe(false);
});

test("no line breaks the reading", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((value) => limitsLine(T0, 1, { primary: value })),
      ),
      (line) => {
        expect(() => readLines([line])).not.toThrow();
      },
    ),
  );
});
