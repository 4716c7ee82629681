import { expect, test } from "vitest";
import { randomWords } from "../statistics/random-words.ts";
import { drawPlaces } from "./draw-places.ts";

const SESSIONS = 200;
const EACH = 20;
const sessionOf = Int32Array.from({ length: SESSIONS * EACH }, (_, at) => Math.floor(at / EACH));

/** The correlation of neighbours of one session. */
function likenessOf(places: Float64Array): number {
  let [together, alone] = [0, 0];
  for (let at = 0; at + 1 < places.length; at++) {
    const own = (places[at] ?? 0) - 0.5;
    alone += own ** 2;
    if (sessionOf[at] === sessionOf[at + 1]) together += own * ((places[at + 1] ?? 0) - 0.5);
  }
  return together / alone / ((EACH - 1) / EACH);
}

test("places lie evenly in 0 to 1, however alike those of a session are", () => {
  for (const likeness of [0, 0.5]) {
    const places = drawPlaces(sessionOf, SESSIONS, 4, likeness, randomWords(1));
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const place of places) tenths[Math.floor(place * 10)] = (tenths[Math.floor(place * 10)] ?? 0) + 1;
    for (const n of tenths) expect(n / places.length).toBeCloseTo(0.1, 1.5);
  }
});

test("places of one session are as alike as told", () => {
  expect(likenessOf(drawPlaces(sessionOf, SESSIONS, 1, 0, randomWords(1)))).toBeCloseTo(0, 1);
  // Ranks of normal values correlate a little less than the values.
  const half = likenessOf(drawPlaces(sessionOf, SESSIONS, 1, 0.5, randomWords(1)));
  expect(half).toBeGreaterThan(0.4);
  expect(half).toBeLessThan(0.56);
});
