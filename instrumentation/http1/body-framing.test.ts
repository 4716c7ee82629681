import fc from "fast-check";
import { expect, test } from "vitest";
import { type BodyFraming, requestFraming, responseFraming } from "./body-framing.ts";
import { readHead } from "./message-head.ts";

function headOf(...headers: string[]) {
  const head = readHead(["POST / HTTP/1.1", ...headers].join("\r\n"));
  if (head === null) throw new Error("no head");
  return head;
}

/** Hands bytes over in pieces; returns the payload and how many of the bytes belonged to the body. */
function pushCut(framing: BodyFraming, bytes: Buffer, cuts: readonly number[]) {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const payload: Uint8Array[] = [];
  let taken = 0;
  let from = 0;
  for (const to of [...places, bytes.length]) {
    const piece = bytes.subarray(from, to);
    if (!framing.isDone) taken += framing.push(piece, 0, (part) => payload.push(part));
    from = to;
  }
  return { payload: Buffer.concat(payload), taken };
}

const bytesOf = (max: number) => fc.uint8Array({ maxLength: max }).map((bytes) => Buffer.from(bytes));
const cutsOf = fc.array(fc.nat(10_000), { maxLength: 12 });

test("a body of known length ends where it says, whatever follows", () => {
  fc.assert(
    fc.property(bytesOf(500), bytesOf(50), cutsOf, (body, next, cuts) => {
      const framing = requestFraming(headOf(`Content-Length: ${body.length}`));
      if (framing === null) throw new Error("not framed");
      const { payload, taken } = pushCut(framing, Buffer.concat([body, next]), cuts);
      expect({ payload, taken, done: framing.isDone }).toEqual({
        payload: body,
        taken: body.length,
        done: true,
      });
    }),
  );
});

test("a chunked body gives its payload and ends after its trailers, whatever follows", () => {
  const chunk = fc.tuple(bytesOf(300), fc.constantFrom("", ";a=1", ' ; b="c;d"'));
  const trailers = fc.constantFrom("", "X-Checksum: abc\r\n", "A: 1\r\nB: 2\r\n");
  fc.assert(
    fc.property(fc.array(chunk), trailers, bytesOf(50), cutsOf, (chunks, trailer, next, cuts) => {
      const full = chunks.filter(([bytes]) => bytes.length > 0);
      const body = Buffer.concat([
        ...full.flatMap(([bytes, extension]) => [
          Buffer.from(`${bytes.length.toString(16).toUpperCase()}${extension}\r\n`),
          bytes,
          Buffer.from("\r\n"),
        ]),
        Buffer.from(`0\r\n${trailer}\r\n`),
      ]);
      const framing = responseFraming(headOf("Transfer-Encoding: chunked"), 200, "POST");
      if (framing === null) throw new Error("not framed");
      const { payload, taken } = pushCut(framing, Buffer.concat([body, next]), cuts);
      expect({ taken, done: framing.isDone }).toEqual({ taken: body.length, done: true });
      expect(payload).toEqual(Buffer.concat(full.map(([bytes]) => bytes)));
    }),
  );
});

test.each([
  ["both a length and chunks", ["Content-Length: 3", "Transfer-Encoding: chunked"]],
  ["two lengths", ["Content-Length: 3", "Content-Length: 4"]],
  ["a length that is no number", ["Content-Length: 0x3"]],
  ["a coding beside chunks", ["Transfer-Encoding: gzip, chunked"]],
])("a request with %s could end in two places", (_, headers) => {
  expect(requestFraming(headOf(...headers))).toBeNull();
});

test("chunks that are malformed throw instead of being guessed at", () => {
  for (const body of ["x\r\n", "3\n", "3\r\nabcd\r\n", "-1\r\n", "\r\n", "1;".padEnd(20_000, "a")]) {
    const framing = requestFraming(headOf("Transfer-Encoding: chunked"));
    expect(() => framing?.push(Buffer.from(body), 0, () => undefined)).toThrow(RangeError);
  }
});

test("answers without a body have none, and those without a length end with the connection", () => {
  const withLength = headOf("Content-Length: 5");
  for (const [status, method] of [
    [200, "HEAD"],
    [204, "POST"],
    [304, "GET"],
  ] as const) {
    expect(responseFraming(withLength, status, method)?.isDone).toBe(true);
  }
  expect(responseFraming(headOf(), 200, "POST")).toMatchObject({ isDone: false, isUntilClose: true });
  expect(requestFraming(headOf())?.isDone).toBe(true);
});
