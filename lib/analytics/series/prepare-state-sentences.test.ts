import { expect, test } from "vitest";
import { sampleSummary } from "#tests/support/sample-summary.ts";
import { prepareStateSentences } from "./prepare-state-sentences.ts";
import type { Sentence } from "./sentence.ts";

const plain = (sentences: readonly Sentence[]) =>
  sentences.map((sentence) =>
    sentence.map(({ text, isStressed }) => (isStressed ? `*${text}*` : text)).join(""),
  );

const at = (p50: number, n: number) => ({ p50, p95: null, p99: null, n });

const WAIT = {
  turns: 2,
  durationMs: 4000,
  phases: [
    { phase: "queue", ms: 1000 },
    { phase: "tool", ms: 3000 },
  ],
} as const;

test("the state is said with every figure's n", () => {
  const tiers = [
    sampleSummary({
      tier: "Instant",
      n: 40,
      ttftMs: at(200, 38),
      decodeTokensPerSecond: at(1000, 30),
      errorRate: 0.05,
    }),
    sampleSummary({
      tier: "Standard",
      n: 60,
      ttftMs: at(1400, 50),
      decodeTokensPerSecond: at(50, 45),
      rateLimitedRate: 0.05,
    }),
  ];
  expect(plain(prepareStateSentences(WAIT, tiers))).toEqual([
    "*2 turns* took *4.00 s* in all, the largest part of it *tool (75 %)*.",
    "The median first token came after *200 ms* in *Instant* (n 38), and after *1.40 s* in *Standard* (n 50).",
    "At the median, *Instant* decodes *20.0 times* as fast as *Standard* (n 30 and 45); the work may differ.",
    "Of *100* round trips, *2* failed (2.0 %) and *3* ended at a rate limit (3.0 %).",
  ]);
});

test("of one tier there is nothing to compare", () => {
  expect(
    plain(prepareStateSentences(WAIT, [sampleSummary({ tier: "Fast", n: 1, ttftMs: at(300, 1) })])),
  ).toEqual([
    "*2 turns* took *4.00 s* in all, the largest part of it *tool (75 %)*.",
    "The median first token came after *300 ms* in *Fast* (n 1).",
    "Of *1* round trip, *0* failed (0 %) and *0* ended at a rate limit (0 %).",
  ]);
});

test("of nothing nothing is said", () => {
  expect(prepareStateSentences({ turns: 0, durationMs: 0, phases: [] }, [])).toEqual([]);
});
