import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { headerMap } from "../recording/request-headers.ts";
import { FlatHeaders } from "./flat-headers.ts";

const NAMES = [
  "Via",
  "x-a",
  "X-B",
  "x-request-id",
  "X-Request-Id",
  "content-type",
  "content-time",
  "_1",
  "!a",
];
const pair = fc.tuple(fc.constantFrom(...NAMES), fc.string({ unit: "binary-ascii", maxLength: 5 }));

test("a field is what a map of all has by its name, as text or as bytes, however often it comes", () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
      const all = headerMap(pairs);
      for (const headers of [
        new FlatHeaders(pairs.flat()),
        new FlatHeaders(pairs.flat().map((text) => Buffer.from(text))),
      ]) {
        for (const name of NAMES) expect(headers.get(name.toLowerCase())).toBe(all.get(name.toLowerCase()));
        expect(headerMap(headers)).toEqual(all);
      }
    }),
  );
});
