import { seededRandom } from "#simulation/random.ts";

/** Whole numbers from 0 up to, and not including, `below`; the same seed gives the same numbers. */
export type Random = (below: number) => number;

export function randomOf(seed: number): Random {
  const random = seededRandom(seed);
  return (below) => Math.floor(random() * below);
}

const EXTREMES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x22, 0x5c, 0x7b, 0x5b];
const RANGE_MAX = 64;

type Mutation = (body: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  (body, random) => put(body, random(body.length), [(body[random(body.length)] ?? 0) ^ (1 << random(8))]),
  (body, random) => put(body, random(body.length), [random(256)]),
  (body, random) => put(body, random(body.length), [EXTREMES[random(EXTREMES.length)] ?? 0]),
  (body, random) => {
    const from = random(body.length);
    return join(body.subarray(0, from), body.subarray(from + 1 + random(RANGE_MAX)));
  },
  (body, random) => {
    const at = random(body.length);
    const noise = Uint8Array.from({ length: 1 + random(RANGE_MAX) }, () => random(256));
    return join(body.subarray(0, at), noise, body.subarray(at));
  },
  (body, random) => {
    const [from, at] = [random(body.length), random(body.length)];
    return join(body.subarray(0, at), body.subarray(from, from + 1 + random(RANGE_MAX)), body.subarray(at));
  },
  (body, random) => body.subarray(0, random(body.length)),
];

/** The bytes after one to three accidents. */
export function mutateBytes(original: Uint8Array, random: Random): Uint8Array {
  let body = original;
  for (let left = 1 + random(3); left > 0 && body.length > 0; left -= 1) {
    body = MUTATIONS[random(MUTATIONS.length)]?.(body, random) ?? body;
  }
  return body;
}

const NESTED = JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`);
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  "",
  "\u0000",
  "ffffffffffffffffffffffffffffffffff",
  "NaN",
  "-1",
  "18446744073709551616",
  "1795327382000000000",
  "é".repeat(2_000),
  0,
  -1,
  2 ** 53,
  -1e308,
  [],
  {},
  [null],
  { stringValue: 7 },
  { intValue: {} },
  { doubleValue: "Infinity" },
  { arrayValue: { values: [{}] } },
  NESTED,
];

/** A copy of plain data with one to four values replaced by odd ones. */
export function mutateData(original: unknown, random: Random): unknown {
  let data = original;
  for (let left = 1 + random(4); left > 0; left -= 1) data = replaceSomewhere(data, random);
  return data;
}

function replaceSomewhere(value: unknown, random: Random): unknown {
  const isBranch = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isBranch || random(24) === 0) return ODD_VALUES[random(ODD_VALUES.length)];
  if (Array.isArray(value)) {
    const chosen = random(value.length);
    return value.map((item, index) => (index === chosen ? replaceSomewhere(item, random) : item));
  }
  const entries = Object.entries(value);
  const chosen = random(entries.length);
  return Object.fromEntries(
    entries.map(([name, field], index) => [name, index === chosen ? replaceSomewhere(field, random) : field]),
  );
}

function put(body: Uint8Array, at: number, bytes: readonly number[]): Uint8Array {
  const copy = body.slice();
  copy.set(bytes, at);
  return copy;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
