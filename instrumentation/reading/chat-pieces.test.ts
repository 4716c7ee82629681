import fc from "fast-check";
import { expect, test } from "vitest";
import { followAnswer, plainEvent } from "../testing/follow-answer.ts";

interface Piece {
  readonly delta: Readonly<Record<string, unknown>>;
  /** As long as it is, a word was said. */
  readonly text: string;
  readonly isOutput: boolean;
}

const chunk = (delta: object, more: object, finish_reason: string | null = null) => ({
  id: "chatcmpl-1",
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  ...more,
});

/** As Python's json.dumps writes it, as far as it matters. */
const spaced = (value: unknown) => plainEvent(JSON.stringify(value, null, 1).replace(/\n\s*/g, " "));

const text = fc.string({
  unit: fc.constantFrom('"', "\\", "a", ":", " ", "\n", "{", "}", "é"),
  maxLength: 6,
});
const output = (made: (said: string) => Piece["delta"]) =>
  text.map((said): Piece => ({ delta: made(said), text: said, isOutput: true }));
const thought = (made: (said: string) => Piece["delta"]) =>
  text.map((said): Piece => ({ delta: made(said), text: said, isOutput: false }));

const piece = fc.oneof(
  output((content) => ({ content })),
  output((content) => ({ role: "assistant", content, reasoning: null })),
  output((said) => ({ content: null, tool_calls: [{ index: 0, function: { arguments: said } }] })),
  output((refusal) => ({ content: null, refusal })),
  output((content) => ({ content, reasoning_content: "hm" })).map((both) => ({
    ...both,
    text: `hm${both.text}`,
    isOutput: both.text !== "",
  })),
  thought((said) => ({ content: "", reasoning_content: said })),
  thought((reasoning) => ({ content: null, reasoning })),
  thought((said) => ({ reasoning: said, reasoning_content: said })),
);

for (const [what, write] of [
  ["as JavaScript writes JSON", plainEvent],
  ["with spaces in its JSON", spaced],
] as const) {
  test(`whatever a stream is made of, ${what}: every chunk with a word counts once, and the last counts hold`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 14 }), async (pieces) => {
        const events = pieces.map(([{ delta }, isCounted], at) =>
          chunk(delta, isCounted ? { usage: { prompt_tokens: 1, completion_tokens: at } } : {}),
        );
        const record = await followAnswer({
          protocol: "openai.chat",
          chunks: [...events, chunk({}, {}, "stop")].map(write),
        });
        const at = (index: number) => (index === -1 ? null : 100 + 10 * index);
        const said = pieces.map(([{ text: words }]) => words !== "");
        const counted = pieces.findLastIndex(([, isCounted]) => isCounted);
        expect(record).toMatchObject({
          tokenEvents: said.filter(Boolean).length,
          firstTokenAtMs: at(said.indexOf(true)),
          firstOutputAtMs: at(pieces.findIndex(([{ isOutput, text: words }]) => isOutput && words !== "")),
          lastTokenAtMs: at(said.lastIndexOf(true)),
          reasoningStreamed: pieces.some(([{ delta }]) =>
            Boolean(delta["reasoning"] || delta["reasoning_content"]),
          ),
          outcome: "complete",
          finishReason: "stop",
          usage: { outputTokens: counted === -1 ? null : counted },
        });
      }),
      { numRuns: 500 },
    );
  });
}
