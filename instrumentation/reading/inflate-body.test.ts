import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  brotliCompressSync,
  createBrotliCompress,
  createDeflate,
  createGzip,
  createZstdCompress,
  deflateRawSync,
  deflateSync,
  gzipSync,
  constants as zlib,
  zstdCompressSync,
} from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inflateBody } from "./inflate-body.ts";
import { finishUnfinished } from "./unfinished.ts";

const ENCODINGS = ["gzip", "x-gzip", "deflate", "br", "zstd"] as const;
type Encoding = (typeof ENCODINGS)[number];

const COMPRESS: Readonly<Record<Encoding, (bytes: Buffer) => Buffer>> = {
  gzip: gzipSync,
  "x-gzip": gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

const COMPRESSORS = {
  gzip: () => createGzip(),
  "x-gzip": () => createGzip(),
  deflate: () => createDeflate(),
  br: () => createBrotliCompress(),
  zstd: () => createZstdCompress(),
};

const FLUSH: Readonly<Record<Encoding, number>> = {
  gzip: zlib.Z_SYNC_FLUSH,
  "x-gzip": zlib.Z_SYNC_FLUSH,
  deflate: zlib.Z_SYNC_FLUSH,
  br: zlib.BROTLI_OPERATION_FLUSH,
  zstd: zlib.ZSTD_e_flush,
};

/** What one body became: its text, the times of its pieces, and whether it was complete. */
interface Inflated {
  readonly text: string;
  readonly pieces: readonly (readonly [text: string, atMs: number])[];
  readonly complete: boolean;
}

/** When a body is inflated: once all of it is there, as it comes, or what is left of it at once as the process ends. */
const MOMENTS = ["late", "as it comes", "at once"] as const;
/** Then the other thread has had no time for any of it. */
const UNREAD = "at once, unread";

async function inflate(
  encoding: string,
  chunks: readonly Uint8Array[],
  moment: (typeof MOMENTS)[number] | typeof UNREAD = "late",
  withinMs = 60_000,
): Promise<Inflated> {
  const pieces: (readonly [string, number])[] = [];
  const { inflater } = inflateBody(encoding, (bytes, atMs) => pieces.push([bytes.toString("latin1"), atMs]));
  if (inflater === null) throw new Error(`${encoding} is not known`);
  for (const [atMs, chunk] of chunks.entries()) {
    inflater.push(chunk, atMs);
    if (moment === "as it comes" || (moment === "at once" && atMs % 3 === 0)) await nextTurn();
  }
  const complete = await new Promise<boolean>((resolve) => {
    inflater.end(resolve);
    if (moment === "at once" || moment === UNREAD) finishUnfinished(withinMs);
  });
  return { text: pieces.map(([text]) => text).join(""), pieces, complete };
}

/** The compressed bytes of each piece, flushed after it as a server does that streams. */
async function compressEach(encoding: Encoding, pieces: readonly string[]): Promise<Buffer[]> {
  const compressor = COMPRESSORS[encoding]();
  let out: Buffer[] = [];
  compressor.on("data", (bytes: Buffer) => out.push(bytes));
  const chunks: Buffer[] = [];
  for (const piece of pieces) {
    compressor.write(piece);
    await new Promise<void>((resolve) => compressor.flush(FLUSH[encoding], () => resolve()));
    await nextTurn();
    chunks.push(Buffer.concat(out));
    out = [];
  }
  await new Promise<void>((resolve) => compressor.once("end", resolve).end());
  return out.length === 0 ? chunks : [...chunks, Buffer.concat(out)];
}

const lengthOf = (pieces: Inflated["pieces"]) => pieces.reduce((sum, [text]) => sum + text.length, 0);

const LINES = Array.from({ length: 40 }, (_, at) => `data: {"number":${at},"square":${at * at}}\n\n`);
const TEXT = LINES.join("");

for (const encoding of ENCODINGS) {
  const whole = COMPRESS[encoding](Buffer.from(TEXT));

  for (const moment of MOMENTS) {
    test(`${encoding}, ${moment}: inflated from one piece, from single bytes, and from any pieces`, async () => {
      for (const chunks of [[whole], [...whole].map((byte) => Buffer.of(byte))]) {
        expect(await inflate(encoding, chunks, moment)).toMatchObject({ text: TEXT, complete: true });
      }
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 6 }), async (places) => {
          const ends = [0, ...places, whole.length].sort((a, b) => a - b);
          const chunks = ends.slice(1).map((end, at) => whole.subarray(ends[at], end));
          expect(await inflate(encoding, chunks, moment)).toMatchObject({ text: TEXT, complete: true });
        }),
        { numRuns: 20 },
      );
    });

    test(`${encoding}, ${moment}: each piece has the time of its bytes`, async () => {
      const chunks = await compressEach(encoding, LINES);
      const { pieces, text, complete } = await inflate(encoding, chunks, moment);
      expect(complete).toBe(true);
      expect(text).toBe(TEXT);
      const times = LINES.map((_, line) => {
        const end = LINES.slice(0, line + 1).join("").length;
        return pieces.find((_, at) => lengthOf(pieces.slice(0, at + 1)) >= end)?.[1];
      });
      expect(times).toEqual(LINES.map((_, line) => line));
    });

    test(`${encoding}, ${moment}: large pieces keep their times as well`, async () => {
      const lines = Array.from({ length: 8 }, (_, at) => String(at).repeat(200_000));
      const { pieces } = await inflate(encoding, await compressEach(encoding, lines), moment);
      expect(lengthOf(pieces)).toBe(8 * 200_000);
      for (const [piece, atMs] of pieces) expect(new Set(piece)).toEqual(new Set([String(atMs)]));
    });

    test(`${encoding}, ${moment}: what came of a body that broke off counts`, async () => {
      const chunks = await compressEach(encoding, LINES);
      const { text } = await inflate(encoding, chunks.slice(0, 10), moment);
      expect(text).toBe(LINES.slice(0, 10).join(""));
    });

    test(`${encoding}, ${moment}: broken data is incomplete, and what came before it counts`, async () => {
      const chunks = await compressEach(encoding, LINES);
      const broken = [
        ...chunks.slice(0, 10),
        Buffer.from("\xff\x07 no compressed data at all ".repeat(9), "latin1"),
      ];
      const { text, complete } = await inflate(encoding, broken, moment);
      expect(text.startsWith(LINES.slice(0, 10).join(""))).toBe(true);
      expect(complete).toBe(false);
      const plain = [Buffer.from("plain text ".repeat(40))];
      expect((await inflate(encoding, plain, moment)).complete).toBe(false);
    });
  }

  test(`${encoding}: what there is no time for is not told, with no time that was not its own`, async () => {
    const chunks = await compressEach(encoding, LINES);
    const none = await inflate(encoding, chunks, UNREAD, Number.NEGATIVE_INFINITY);
    expect(none).toEqual({ text: "", pieces: [], complete: false });
  });

  test(`${encoding}: what swells beyond measure, or was too long to be kept, is incomplete when the process ends`, async () => {
    const swollen = COMPRESS[encoding](Buffer.alloc(20 * 1024 * 1024));
    const long = COMPRESS[encoding](randomBytes(1_100_000));
    for (const body of [swollen, long]) {
      expect((await inflate(encoding, [body], UNREAD)).complete).toBe(false);
      expect((await inflate(encoding, [body])).complete).toBe(true);
    }
  });

  test(`${encoding}: more bytes behind its end, and no bytes at all, end it too`, async () => {
    const { text } = await inflate(encoding, [whole, Buffer.from("more"), Buffer.from("and more")]);
    expect(text.startsWith(TEXT)).toBe(true);
    expect((await inflate(encoding, [whole, Buffer.from("more")], "as it comes")).text.startsWith(TEXT)).toBe(
      true,
    );
    await inflate(encoding, [Buffer.concat([whole, Buffer.from("more")])], "as it comes");
    expect((await inflate(encoding, [whole, Buffer.from("more")], "at once")).text.startsWith(TEXT)).toBe(
      true,
    );
    expect((await inflate(encoding, [whole, Buffer.alloc(0)])).text).toBe(TEXT);
    expect((await inflate(encoding, [])).text).toBe("");
  });

  test(`${encoding}: its end may be asked for long after its bytes`, async () => {
    for (const more of [[], [Buffer.alloc(0)], [Buffer.from("more")]]) {
      const { inflater } = inflateBody(encoding, () => {});
      for (const [atMs, chunk] of [whole, ...more].entries()) {
        inflater?.push(chunk, atMs);
        for (let turn = 0; turn < 50; turn += 1) await nextTurn();
      }
      const complete = await new Promise((resolve) => inflater?.end(resolve));
      expect(complete).toEqual(more[0]?.byteLength ? expect.any(Boolean) : true);
    }
  });
}

test("deflate without its envelope, as some servers send it, is incomplete and no more", async () => {
  expect((await inflate("deflate", [deflateRawSync(Buffer.from(TEXT))])).complete).toBe(false);
});

test("anything at all is inflated without a throw", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ENCODINGS),
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }),
      async (encoding, chunks) => {
        for (const moment of MOMENTS)
          expect(typeof (await inflate(encoding, chunks, moment)).complete).toBe("boolean");
      },
    ),
  );
});

test("the encoding is known in any case, and what is not compressed needs nothing", () => {
  const known = (encoding?: string) => {
    const { inflater, isKnown } = inflateBody(encoding, () => {});
    return [inflater !== null, isKnown];
  };
  expect(known()).toEqual([false, true]);
  expect(known("")).toEqual([false, true]);
  expect(known("identity")).toEqual([false, true]);
  expect(known(" GZIP ")).toEqual([true, true]);
  for (const unknown of ["gzip, br", "compress", "constructor", "__proto__", "toString"])
    expect(known(unknown)).toEqual([false, false]);
});
