import fc from "fast-check";
import { expect, test } from "vitest";
import { arrivedAt } from "./arrivals.ts";
import { PieceShapes } from "./piece-shapes.ts";
import { type EventSink, SseScanner } from "./sse-scanner.ts";

type Event = readonly [name: string, data: string];

/** A sink that hears of all events, none of which is like another. */
function sink(hear: (name: string, data: string, atMs: number) => void): EventSink {
  return {
    shapes: new PieceShapes([]),
    event(name, data, atMs) {
      hear(name, data, atMs);
      return null;
    },
    piece() {
      throw new Error("no event has a shape");
    },
    describes() {
      throw new Error("no event is a piece");
    },
  };
}

/** The events of a stream whose bytes come in those pieces, each piece a millisecond after the other. */
function scan(pieces: readonly Buffer[]): { readonly events: Event[]; readonly times: number[] } {
  const events: Event[] = [];
  const times: number[] = [];
  const scanner = new SseScanner(
    sink((name, data, atMs) => {
      events.push([name, Buffer.from(data, "latin1").toString()]);
      times.push(atMs);
    }),
  );
  pieces.forEach((piece, atMs) => {
    push(scanner, piece.toString("latin1"), atMs);
  });
  scanner.end();
  return { events, times };
}

const eventsOf = (text: string) => scan([Buffer.from(text)]).events;

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...places.map((place) => place % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b);
  return ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
};

const CASES: readonly (readonly [what: string, stream: string, events: readonly Event[]])[] = [
  ["a name and one line of data", 'event: a\ndata: {"x":1}\n\n', [["a", '{"x":1}']]],
  [
    "data without a name",
    "data: 1\n\ndata: 2\n\n",
    [
      ["", "1"],
      ["", "2"],
    ],
  ],
  ["data before the name", "data: 1\nevent: a\n\n", [["a", "1"]]],
  ["several lines of data", "event: a\ndata: {\ndata:   1\ndata: }\n\n", [["a", "{\n  1\n}"]]],
  ["no space after the colon", "event:a\ndata:1\n\n", [["a", "1"]]],
  ["more than one space after the colon", "data:  1\n\n", [["", " 1"]]],
  ["fields that are not looked at", "id: 7\nretry: 10\nevent: a\nid\ndata: 1\nother: x\n\n", [["a", "1"]]],
  ["a field without a colon", "data\n\n", [["", ""]]],
  ["a name without data", "event: a\n\ndata: 1\n\n", [["", "1"]]],
  [
    "a name that does not last",
    "event: a\ndata: 1\n\ndata: 2\n\n",
    [
      ["a", "1"],
      ["", "2"],
    ],
  ],
  ["comments", ": keep-alive\n\n:\n\ndata: 1\n: in between\n\n: OPENROUTER PROCESSING\n\n", [["", "1"]]],
  [
    "blank lines before, between and after",
    "\n\n\ndata: 1\n\n\n\n\ndata: 2\n\n\n",
    [
      ["", "1"],
      ["", "2"],
    ],
  ],
  [
    "an event without its blank line",
    'data: 1\n\ndata: {"x":2}',
    [
      ["", "1"],
      ["", '{"x":2}'],
    ],
  ],
  [
    "an event with its line's end alone",
    "data: 1\n\nevent: a\ndata: [DONE]\n",
    [
      ["", "1"],
      ["a", "[DONE]"],
    ],
  ],
  ["an event that broke off", 'data: {"x":1}\n\ndata: {"x":"2', [["", '{"x":1}']]],
  [
    "a byte order mark",
    "\ufeffdata: 1\n\ndata: 2\n\n",
    [
      ["", "1"],
      ["", "2"],
    ],
  ],
  [
    "characters of up to four bytes",
    "event: a\ndata: é – 漢 😀\n\ndata: 😀\n\n",
    [
      ["a", "é – 漢 😀"],
      ["", "😀"],
    ],
  ],
  ["line separators that end no line", "data: a\u2028b\u0085c\u000bd\n\n", [["", "a\u2028b\u0085c\u000bd"]]],
];

const LINE_ENDS = [
  ["line feeds", "\n"],
  ["both", "\r\n"],
  ["carriage returns", "\r"],
] as const;

for (const [what, stream, events] of CASES) {
  for (const [ends, lineEnd] of LINE_ENDS) {
    const bytes = Buffer.from(stream.replaceAll("\n", lineEnd));

    test(`${what}: read with ${ends} as line ends`, () => {
      expect(scan([bytes]).events).toEqual(events);
    });

    test(`${what}: the same with ${ends}, whatever pieces it comes in`, () => {
      expect(scan([...bytes].map((byte) => Buffer.of(byte))).events).toEqual(events);
      fc.assert(
        fc.property(fc.array(fc.nat(1000), { maxLength: 8 }), (places) => {
          expect(scan(cut(bytes, places)).events).toEqual(events);
        }),
      );
    });
  }
}

function push(scanner: SseScanner, text: string, atMs: number): void {
  scanner.push(text, arrivedAt(text.length, atMs));
}

test("line ends of all kinds may be mixed", () => {
  const events: Event[] = [
    ["a", "1"],
    ["", "2\n3"],
    ["", "4"],
  ];
  const bytes = Buffer.from("event: a\rdata: 1\r\n\r\ndata: 2\ndata: 3\r\rdata: 4\n\r\n");
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 12 }), (places) => {
      expect(scan(cut(bytes, places)).events).toEqual(events);
    }),
  );
});

for (const [ends, lineEnd] of LINE_ENDS) {
  test(`an event has the time at which its blank line came, with ${ends}`, () => {
    const pieces = [
      "data: 1",
      `${lineEnd}${lineEnd}`,
      "data: 2",
      lineEnd,
      lineEnd,
      `data: 3${lineEnd}${lineEnd}`,
    ];
    const { events, times } = scan(pieces.map((piece) => Buffer.from(piece)));
    expect(events.map(([, data]) => data)).toEqual(["1", "2", "3"]);
    expect(times).toEqual([1, 4, 5]);
  });
}

test("an event without its blank line has the time at which its last bytes came", () => {
  const times: number[] = [];
  const scanner = new SseScanner(sink((_name, _data, atMs) => times.push(atMs)));
  push(scanner, "data: {", 10);
  push(scanner, "}", 20);
  scanner.end();
  expect(times).toEqual([20]);
});

test("an event of several megabytes in small pieces is read once, and beyond the bound nothing is", () => {
  const seen: number[] = [];
  const scanner = new SseScanner(sink((_name, data) => seen.push(data.length)));
  const piece = "x".repeat(1_000);
  push(scanner, "data: ", 0);
  for (let count = 0; count < 4_000; count += 1) push(scanner, piece, 1);
  push(scanner, "\n\n", 2);
  expect(seen).toEqual([4_000_000]);
  expect(scanner.broken).toBe(false);
  push(scanner, "data: ", 3);
  for (let count = 0; count < 9_000; count += 1) push(scanner, piece, 3);
  expect(scanner.broken).toBe(true);
  push(scanner, "\n\ndata: 1\n\n", 4);
  scanner.end();
  expect(seen).toEqual([4_000_000]);
});

test("anything at all is cut without a throw, and the same whatever pieces it comes in", () => {
  const line = fc.constantFrom(
    "data: 1",
    "data",
    "event: a",
    ":",
    "",
    "\r",
    "\n",
    "\r\n",
    "x",
    "\ufeff",
    "é",
    "}",
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.array(fc.nat(1000), { maxLength: 10 }),
      (lines, places) => {
        const bytes = Buffer.from(lines.join(""));
        expect(scan(cut(bytes, places)).events).toEqual(scan([bytes]).events);
      },
    ),
    { numRuns: 1_000 },
  );
  expect(eventsOf("")).toEqual([]);
});
