import { randomBytes } from "node:crypto";
import { deflateRawSync, constants as zlib } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameReader, readExtensions } from "./frame-reader.ts";

interface Told {
  readonly texts: string[];
  readonly times: number[];
  readonly closes: (number | null)[];
  readonly reader: FrameReader;
}

function reading(masked: boolean, deflate: { contextTakeover: boolean } | null): Told {
  const texts: string[] = [];
  const times: number[] = [];
  const closes: (number | null)[] = [];
  const reader = new FrameReader({
    masked,
    deflate,
    onText: (text, atMs) => {
      texts.push(text);
      times.push(atMs);
    },
    onClose: (code) => closes.push(code),
  });
  return { texts, times, closes, reader };
}

interface FrameParts {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly isFinal?: boolean;
  readonly isCompressed?: boolean;
  readonly mask?: readonly number[] | null;
}

function frame({ opcode, payload, isFinal = true, isCompressed = false, mask = null }: FrameParts): Buffer {
  const head = [(isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode];
  const masked = mask === null ? 0 : 0x80;
  const { length } = payload;
  if (length < 126) head.push(masked | length);
  else if (length < 65_536) head.push(masked | 126, length >> 8, length & 0xff);
  else
    head.push(
      masked | 127,
      0,
      0,
      0,
      0,
      length >>> 24,
      (length >> 16) & 0xff,
      (length >> 8) & 0xff,
      length & 0xff,
    );
  const body = mask === null ? payload : payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0));
  return Buffer.concat([Uint8Array.from([...head, ...(mask ?? [])]), body]);
}

const text = (value: string, more: Partial<FrameParts> = {}) =>
  frame({ opcode: 1, payload: Buffer.from(value), ...more });

function deflated(value: string): Buffer {
  return deflateRawSync(value, { finishFlush: zlib.Z_SYNC_FLUSH }).subarray(0, -4);
}

/** Waits until everything is told, or has it told at once, as a process that ends does. */
function settled(reader: FrameReader, atOnce = false): Promise<void> {
  const told = new Promise<void>((resolve) => reader.settled(resolve));
  if (atOnce) reader.finishNow(Number.POSITIVE_INFINITY);
  return told;
}

/** Hands bytes over in pieces that end at the cuts. */
function pushCut(reader: FrameReader, bytes: Uint8Array, cuts: readonly number[]): void {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    reader.push(bytes.subarray(from, to), to);
    from = to;
  }
}

const cutsOf = fc.array(fc.nat(200_000), { maxLength: 20 });
const maskOf = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));

test("texts come out whole and in order, however they are fragmented, masked, mixed with pings and cut", () => {
  const pieces = fc.array(fc.string({ unit: "binary", maxLength: 300 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 5 }), fc.option(maskOf), cutsOf, (messages, mask, cuts) => {
      const frames = messages.flatMap((parts) =>
        parts.flatMap((part, at) => [
          frame({
            opcode: at === 0 ? 1 : 0,
            payload: Buffer.from(part),
            isFinal: at === parts.length - 1,
            mask,
          }),
          frame({ opcode: 9, payload: Buffer.from("still there?"), mask }),
        ]),
      );
      const { texts, reader } = reading(mask !== null, null);
      pushCut(reader, Buffer.concat(frames), cuts);
      expect(reader.broken).toBe(false);
      expect(texts).toEqual(
        messages.map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))).toString()),
      );
    }),
  );
});

test("lengths of every kind are read", () => {
  const { texts, reader } = reading(false, null);
  for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 100_000])
    reader.push(text("x".repeat(length)), 1);
  expect(texts.map((value) => value.length)).toEqual([0, 1, 125, 126, 127, 65_535, 65_536, 100_000]);
});

test("compressed and uncompressed messages come out in order with the times at which they passed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.string({ maxLength: 2_000 }), fc.boolean()), { maxLength: 12 }),
      fc.boolean(),
      fc.boolean(),
      async (messages, contextTakeover, atOnce) => {
        const { texts, times, reader } = reading(false, { contextTakeover });
        messages.forEach(([value, isCompressed], at) => {
          const payload = isCompressed ? deflated(value) : Buffer.from(value);
          const half = payload.length >> 1;
          reader.push(
            frame({ opcode: 1, payload: payload.subarray(0, half), isCompressed, isFinal: false }),
            -1,
          );
          reader.push(frame({ opcode: 0, payload: payload.subarray(half) }), at);
        });
        await settled(reader, atOnce);
        expect(reader.broken).toBe(false);
        expect(texts).toEqual(messages.map(([value]) => Buffer.from(value).toString()));
        expect(times).toEqual(messages.map((_, at) => at));
      },
    ),
    { numRuns: 30 },
  );
});

test.each([
  ["inflated as they come", 0],
  ["inflated at once", 0],
  ["some inflated before the others are at once", 40],
])("a message may refer to what earlier ones contained, %s", async (how, before) => {
  // Each next one needs the one before it, and together they are longer than a window.
  const texts = Array.from({ length: 60 }, (_, at) => `${at} ${randomBytes(600).toString("base64")} `);
  const all = texts.map((text, at) => (texts[at - 1] ?? "") + text);
  // Both in one stream, cut at the flush between them.
  const { createDeflateRaw } = await import("node:zlib");
  const stream = createDeflateRaw();
  const messages: Buffer[] = [];
  for (const one of all) {
    const parts: Buffer[] = [];
    const take = (part: Buffer) => parts.push(part);
    stream.on("data", take);
    stream.write(one);
    await new Promise<void>((resolve) => stream.flush(zlib.Z_SYNC_FLUSH, () => resolve()));
    stream.off("data", take);
    messages.push(Buffer.concat(parts).subarray(0, -4));
  }
  const { texts: told, reader } = reading(true, { contextTakeover: true });
  for (const [at, payload] of messages.entries()) {
    reader.push(frame({ opcode: 1, payload, isCompressed: true, mask: [1, 2, 3, 4] }), at);
    if (at + 1 === before) await settled(reader);
  }
  await settled(reader, how !== "inflated as they come");
  expect(told).toEqual(all);
  reader.finishNow(Number.POSITIVE_INFINITY);
  expect(told).toEqual(all);
});

test("a close is told after the messages before it, and what follows it is ignored", async () => {
  const { texts, closes, reader } = reading(false, { contextTakeover: true });
  const payload = deflated("last words");
  reader.push(frame({ opcode: 1, payload, isCompressed: true }), 0);
  reader.push(frame({ opcode: 8, payload: Uint8Array.of(3, 232, 98, 121, 101) }), 1);
  reader.push(text("too late"), 2);
  await settled(reader);
  expect({ texts, closes, broken: reader.broken }).toEqual({
    texts: ["last words"],
    closes: [1000],
    broken: false,
  });
  const bare = reading(false, null);
  bare.reader.push(frame({ opcode: 8, payload: new Uint8Array() }), 0);
  expect(bare.closes).toEqual([null]);
});

test("binary messages are passed over", () => {
  const { texts, reader } = reading(false, null);
  reader.push(frame({ opcode: 2, payload: Uint8Array.of(1, 2, 3) }), 0);
  reader.push(text("next"), 1);
  expect(texts).toEqual(["next"]);
});

test.each([
  ["a frame of a server that is masked", text("x", { mask: [1, 2, 3, 4] })],
  ["a compressed frame where none was agreed on", text("x", { isCompressed: true })],
  ["a continuation of nothing", frame({ opcode: 0, payload: Buffer.from("x") })],
  ["a message within a message", Buffer.concat([text("x", { isFinal: false }), text("y")])],
  ["a kind of frame that does not exist", frame({ opcode: 3, payload: Buffer.from("x") })],
  ["a fragmented ping", frame({ opcode: 9, payload: Buffer.from("x"), isFinal: false })],
  ["a message over 16 MiB", Uint8Array.of(0x81, 127, 0, 0, 0, 0, 1, 0, 0, 1)],
])("%s breaks it, and nothing is told after it", (_, bytes) => {
  const { texts, reader } = reading(false, null);
  reader.push(bytes, 0);
  expect(reader.broken).toBe(true);
  reader.push(text("later"), 1);
  expect(texts).toEqual([]);
});

test("what there is no time for is not told, and breaks it", async () => {
  const { texts, reader } = reading(false, { contextTakeover: true });
  reader.push(frame({ opcode: 1, payload: deflated("late"), isCompressed: true }), 0);
  const told = settled(reader);
  reader.finishNow(Number.NEGATIVE_INFINITY);
  await told;
  expect([texts, reader.broken]).toEqual([[], true]);
});

test.each([false, true])(
  "what cannot be inflated, or inflates to over 16 MiB, breaks it: at once %s",
  async (atOnce) => {
    for (const payload of [Buffer.from([0xff, 0xff, 0xff, 0x7f]), deflated("x".repeat(17 * 1024 * 1024))]) {
      const { texts, reader } = reading(false, { contextTakeover: true });
      reader.push(frame({ opcode: 1, payload, isCompressed: true }), 0);
      reader.push(text("later"), 1);
      await settled(reader, atOnce);
      expect(reader.broken).toBe(true);
      expect(texts).toEqual([]);
    }
  },
);

test("arbitrary bytes never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), cutsOf, (bytes, masked, cuts) => {
      const { reader } = reading(masked, { contextTakeover: false });
      pushCut(reader, bytes, cuts);
    }),
  );
});

test("the answer to a handshake says how each side compresses", () => {
  expect(readExtensions(undefined)).toBeNull();
  expect(readExtensions("x-other; a=1")).toBeNull();
  expect(readExtensions("permessage-deflate")).toEqual({
    client: { contextTakeover: true },
    server: { contextTakeover: true },
  });
  expect(readExtensions("Permessage-Deflate; server_no_context_takeover; client_max_window_bits=12")).toEqual(
    {
      client: { contextTakeover: true },
      server: { contextTakeover: false },
    },
  );
  expect(readExtensions("permessage-deflate;client_no_context_takeover")).toEqual({
    client: { contextTakeover: false },
    server: { contextTakeover: true },
  });
});
