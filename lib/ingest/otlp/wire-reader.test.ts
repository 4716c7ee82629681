import { expect, test } from "vitest";
import { MalformedBody } from "./malformed-body.ts";
import { WireReader } from "./wire-reader.ts";
import { WireWriter } from "./wire-writer.ts";

function readerOf(...bytes: number[]): WireReader {
  const reader = new WireReader(Uint8Array.from(bytes));
  reader.next();
  return reader;
}

test("integers up to 2^53 − 1 of either sign are read exactly, larger ones as null", () => {
  const values = [0n, 1n, -1n, 127n, 128n, 2n ** 28n, -(2n ** 40n), 2n ** 53n - 1n, 1n - 2n ** 53n];
  const read = (value: bigint) => {
    const reader = new WireReader(new WireWriter().varint(1, value).finish());
    reader.next();
    return reader.int64();
  };
  expect(values.map(read)).toEqual(values.map(Number));
  expect([2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)].map(read)).toEqual([null, null, null, null]);
});

test("text is read whether short or long, ASCII or not", () => {
  const texts = ["", "codex.sse_event", "grüße", "x".repeat(500), "✓".repeat(500)];
  for (const text of texts) {
    const reader = new WireReader(new WireWriter().text(1, text).finish());
    reader.next();
    expect(reader.text()).toBe(text);
  }
});

test("fields of every wire type, groups included, can be passed over", () => {
  const group = [0x0b, 0x13, 0x08, 0x01, 0x14, 0x0c];
  const others = [0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1a, 2, 9, 9, 0x25, 1, 2, 3, 4];
  const reader = new WireReader(Uint8Array.from([...group, ...others, 0x28, 0x07]));
  const fields: number[] = [];
  while (reader.next()) {
    fields.push(reader.field);
    if (reader.field === 5) expect(reader.int64()).toBe(7);
    else reader.skip();
  }
  expect(fields).toEqual([1, 1, 2, 3, 4, 5]);
});

const brokenRules: readonly [rule: string, read: () => unknown, message: string][] = [
  ["field 0", () => readerOf(0x02, 0x00), "A protobuf field has the number 0, which is not allowed."],
  ["a wire type that is none", () => readerOf(0x0e).skip(), "Protobuf wire type 6 does not exist."],
  [
    "a length past the end",
    () => readerOf(0x0a, 5, 1).skip(),
    "Protobuf field 1 claims 5 bytes where 1 are left.",
  ],
  [
    "a length of 2^32",
    () => readerOf(0x0a, 0x80, 0x80, 0x80, 0x80, 0x10).skip(),
    "A length in the protobuf body does not fit 32 bits.",
  ],
  [
    "a tag over 32 bits",
    () => readerOf(0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
    "A field tag in the protobuf body does not fit 32 bits.",
  ],
  ["a varint cut short", () => readerOf(0x08, 0x80).int64(), "A protobuf varint is cut short."],
  [
    "a varint of 11 bytes",
    () => readerOf(0x08, ...Array(10).fill(0x80), 0).skip(),
    "A protobuf varint is longer than 10 bytes.",
  ],
  [
    "a varint over 64 bits",
    () => readerOf(0x08, ...Array(9).fill(0xff), 2).int64(),
    "A protobuf varint does not fit 64 bits.",
  ],
  [
    "a fixed64 cut short",
    () => readerOf(0x09, 1, 2, 3).fixed64(),
    "A protobuf fixed-width number is cut short.",
  ],
  [
    "another type than expected",
    () => readerOf(0x08, 1).text(),
    "Protobuf field 1 has wire type 0 where 2 belongs.",
  ],
  ["a group that never began", () => readerOf(0x0c).skip(), "A protobuf group ends that never began."],
  ["a group without end", () => readerOf(0x0b, 0x08, 1).skip(), "A protobuf group does not end."],
  [
    "a group with a wrong end",
    () => readerOf(0x0b, 0x14).skip(),
    "A protobuf group ends under another number than it began with.",
  ],
  [
    "groups without limit",
    () => readerOf(...Array(1000).fill(0x0b)).skip(),
    "Protobuf groups nest deeper than 32.",
  ],
];

test.each(brokenRules)("%s is refused in a sentence that names the rule", (_rule, read, message) => {
  expect(read).toThrow(new MalformedBody(message));
});

test("a nested message cannot read past its own end into its parent", () => {
  const reader = readerOf(0x0a, 2, 0x0a, 1, 0x08, 1);
  const nested = reader.message();
  nested.next();
  expect(() => nested.bytes()).toThrow(
    new MalformedBody("Protobuf field 1 claims 1 bytes where 0 are left."),
  );
});
