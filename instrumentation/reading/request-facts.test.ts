import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_REQUEST_FACTS, RequestBody, requestFacts } from "./request-facts.ts";

const factsOf = (chunks: readonly (string | Buffer)[]) => {
  const body = new RequestBody();
  for (const chunk of chunks) body.push(Buffer.from(chunk));
  return body.facts();
};
const read = (request: object) => factsOf([JSON.stringify(request)]);

const talk = (bytes: number) => [{ role: "user", content: "x".repeat(bytes) }];

test("a request says its model, its tier, its effort, and whether it streams", () => {
  expect(
    read({
      model: "gpt-5.3",
      input: "hi",
      stream: true,
      service_tier: "priority",
      reasoning: { effort: "high" },
    }),
  ).toEqual({
    model: "gpt-5.3",
    streams: true,
    serviceTier: "priority",
    reasoningEffort: "high",
    previousResponse: false,
    warmUp: false,
    streamId: null,
    fingerprint: expect.any(String),
  });
  expect(read({ model: "gpt-5.3", stream: false, reasoning_effort: "low" })).toMatchObject({
    streams: false,
    serviceTier: null,
    reasoningEffort: "low",
  });
  expect(read({ model: "claude", speed: "fast", output_config: { effort: "max" } })).toMatchObject({
    streams: null,
    serviceTier: "fast",
    reasoningEffort: "max",
  });
  expect(read({ speed: "standard" }).serviceTier).toBeNull();
});

test("a request on a WebSocket says its lane, what it continues, and whether it only warms up", () => {
  const request = {
    type: "response.create",
    previous_response_id: "resp_1",
    generate: false,
    stream_id: "lane-2",
  };
  expect(read(request)).toMatchObject({ previousResponse: true, warmUp: true, streamId: "lane-2" });
  expect(read({ ...request, generate: true, previous_response_id: null })).toMatchObject({
    previousResponse: false,
    warmUp: false,
  });
});

test("fields count at the top only, and text that imitates them is text", () => {
  const inner = { model: "inner", stream: true, service_tier: "flex", generate: false, stream_id: "x" };
  for (const request of [
    { input: [inner], tools: { inner }, text: JSON.stringify(inner), more: `,"stream":true,"model":"x"}` },
    { text: '\\","model":"x","stream":true', '"model"': 7, model: ["x"], stream: "true", generate: null },
  ])
    expect(read(request)).toMatchObject({
      model: null,
      streams: null,
      serviceTier: null,
      warmUp: false,
      streamId: null,
    });
});

test("spaces between everything, and the last of two equal fields, are read as JSON says", () => {
  const pretty = JSON.stringify({ input: talk(3), model: "a", stream: true }, null, 2);
  expect(factsOf([` \r\n\t${pretty}\n`])).toMatchObject({ model: "a", streams: true });
  expect(factsOf(['{"model":"a","model":"b"}']).model).toBe("b");
});

for (const [what, bytes] of [
  ["just over the head", 65_450],
  ["a little over the head", 70_000],
  ["a megabyte", 1_000_000],
] as const) {
  test(`of a body of ${what} both ends are read, at the top only`, () => {
    const inner = { stream: false, model: "inner", service_tier: "flex" };
    const body = JSON.stringify({
      model: "gpt-5.3",
      input: [...talk(bytes), { ...inner, text: ',"stream":false,"speed":"fast"}' }],
      tools: [{ parameters: { properties: inner } }],
      service_tier: "priority",
      reasoning: { effort: "high", summary: null },
      stream: true,
    });
    expect(factsOf([body])).toMatchObject({
      model: "gpt-5.3",
      streams: true,
      serviceTier: "priority",
      reasoningEffort: "high",
    });
    expect(factsOf([JSON.stringify({ input: talk(bytes), tools: [inner], last: inner })])).toMatchObject({
      model: null,
      streams: null,
      serviceTier: null,
    });
    expect(
      factsOf([`${JSON.stringify({ input: talk(bytes), stream: true, model: "a" }, null, 2)}\n`]),
    ).toMatchObject({
      model: "a",
      streams: true,
    });
  });
}

test("the same body is known again, whatever pieces it comes in, and another one is another", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000 }),
      fc.array(fc.nat(110_000), { maxLength: 6 }),
      (length, places) => {
        const body = Buffer.from(JSON.stringify({ model: "é", input: talk(length), stream: true }));
        const ends = [0, ...places.map((place) => place % body.length), body.length].sort((a, b) => a - b);
        const whole = factsOf([body]);
        expect(factsOf(ends.slice(1).map((end, at) => body.subarray(ends[at], end)))).toEqual(whole);
        expect(whole).toMatchObject({ streams: true });
        const longer = JSON.stringify({ model: "é", input: talk(length + 1), stream: true });
        expect(factsOf([longer]).fingerprint).not.toBe(whole.fingerprint);
      },
    ),
    { numRuns: 60 },
  );
});

test("what is no JSON says what it says before it breaks, and nothing said is nothing known", () => {
  expect(factsOf([])).toEqual(NO_REQUEST_FACTS);
  expect(factsOf([""])).toEqual(NO_REQUEST_FACTS);
  expect(factsOf(['{"model":"a","stream":tr'])).toMatchObject({ model: "a", streams: null });
  expect(factsOf(['{"model":"a","stream":truthy}'])).toMatchObject({ model: "a", streams: null });
  for (const odd of [
    "null",
    "[]",
    '"model"',
    "{",
    '{"',
    '{"model"',
    '{"model":',
    "{}",
    "model=a&stream=true",
    "\0",
  ])
    expect(factsOf([odd])).toMatchObject({ model: null, streams: null });
});

test("anything at all is read without a throw, at once or from both of its ends", () => {
  const piece = fc.constantFrom(
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    " ",
    "model",
    '"stream":true',
    "1",
    '"a"',
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, (head, tail) => {
      requestFacts(head, tail);
    }),
    { numRuns: 2_000 },
  );
});

test("any object is read as JSON.parse reads it, from its head as from its tail", () => {
  const key = fc.constantFrom("model", "stream", "service_tier", "input", 'a"b', "\\");
  const request = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 });
  fc.assert(
    fc.property(request, fc.constantFrom(0, 1), (value, indent) => {
      const body = JSON.stringify(value, null, indent);
      const told = (field: string) => {
        const said = Object.hasOwn(value, field) ? value[field] : undefined;
        return typeof said === "string" && said !== "" ? said : null;
      };
      const streams =
        Object.hasOwn(value, "stream") && typeof value["stream"] === "boolean" ? value["stream"] : null;
      const expected = { model: told("model"), serviceTier: told("service_tier"), streams };
      expect(requestFacts(body)).toMatchObject(expected);
      expect(requestFacts("", body)).toMatchObject(expected);
    }),
    { numRuns: 1_000 },
  );
});
