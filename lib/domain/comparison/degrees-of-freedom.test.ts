import { expect, test } from "vitest";
import { degreesOfFreedom } from "./degrees-of-freedom.ts";

const even = { a: 1, b: 1 };

test("near the median, all sessions that count are degrees of freedom", () => {
  expect(degreesOfFreedom(20, 0.5, { a: 30, b: 30 }, even)).toBe(20);
  expect(degreesOfFreedom(20, 0.3, { a: 30, b: 30 }, even)).toBe(20);
});

test("far from it, a few values beyond leave fewer, in either direction alike", () => {
  const p99 = degreesOfFreedom(100, 0.99, { a: 400, b: 400 }, even);
  expect(p99).toBeLessThan(20);
  expect(degreesOfFreedom(100, 0.01, { a: 400, b: 400 }, even)).toBeCloseTo(p99);
  expect(degreesOfFreedom(100, 0.95, { a: 400, b: 400 }, even)).toBeGreaterThan(40);
  expect(degreesOfFreedom(100, 0.99, { a: 1e6, b: 1e6 }, even)).toBeCloseTo(100, 0);
});

test("the arm that varies more counts for more", () => {
  const few = { a: 200, b: 1e6 };
  const ofFew = degreesOfFreedom(100, 0.99, few, { a: 1, b: 0.01 });
  expect(ofFew).toBeLessThan(degreesOfFreedom(100, 0.99, few, { a: 0.01, b: 1 }));
});

test("the variance of a variance is that of the kurtosis of the values", () => {
  // One value of each of 1000 sessions: a share of them is binomial; of its variance p(1 - p) / n the estimate varies by
  // its kurtosis, drawn here 4000 times.
  const [p, n, runs] = [0.95, 1000, 4000];
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const variances = Array.from({ length: runs }, () => {
    let below = 0;
    for (let value = 0; value < n; value++) if (random() < p) below++;
    return ((below / n) * (1 - below / n)) / n;
  });
  const mean = variances.reduce((sum, one) => sum + one, 0) / runs;
  const spread = variances.reduce((sum, one) => sum + (one - mean) ** 2, 0) / runs;
  // Two arms of equal variance have twice the degrees of one, and the sessions' own once.
  const told = degreesOfFreedom(Number.POSITIVE_INFINITY, p, { a: n, b: n }, even);
  const measured = (2 * mean ** 2) / spread;
  expect(told / 2 / measured).toBeGreaterThan(0.8);
  expect(told / 2 / measured).toBeLessThan(1.5);
});
