import { evenShare } from "../limits/spread-evenly.ts";

/** Where in the order of its donors (0 the quickest, below 1) each round trip of each draw has its own: by draw, then round trip. */
export type DonorPlaces = Float64Array;

/**
 * Draws `draws` places for every round trip. Each lies evenly in 0 to 1; those of one session are as alike as `likeness`
 * says. `sessionOf` holds the session (from 0) of each round trip.
 */
export function drawPlaces(
  sessionOf: Int32Array,
  sessions: number,
  draws: number,
  likeness: number,
  words: () => number,
): DonorPlaces {
  const places = new Float64Array(draws * sessionOf.length);
  const [shared, own] = [Math.sqrt(likeness), Math.sqrt(1 - likeness)];
  for (let draw = 0; draw < draws; draw++) {
    // There are few sessions, so that chance would leave them uneven.
    const levels = Float64Array.from({ length: sessions }, (_, session) => {
      const n = draw * sessions + session;
      return normalOf(evenShare(n, 0), evenShare(n, 1));
    });
    for (let index = 0; index < sessionOf.length; index++) {
      const normal = normalOf((words() >>> 0) / 2 ** 32, (words() >>> 0) / 2 ** 32);
      const place = shareBelow(shared * (levels[sessionOf[index] ?? 0] ?? 0) + own * normal);
      places[draw * sessionOf.length + index] = Math.min(place, 1 - 1e-9);
    }
  }
  return places;
}

/** A standard normal value of two evenly spread ones (Box and Muller). */
function normalOf(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
}

/** The share of a standard normal distribution below a value, to 0.0003 (a logistic curve with a cubic term). */
function shareBelow(value: number): number {
  return 1 / (1 + Math.exp(-Math.sqrt(8 / Math.PI) * (value + 0.044715 * value ** 3)));
}
