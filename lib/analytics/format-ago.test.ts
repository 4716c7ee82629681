import { expect, test } from "vitest";
import { formatAgo } from "./format-ago.ts";

test.each([
  [-5, "just now"],
  [999, "just now"],
  [3_900, "3 s ago"],
  [59_999, "59 s ago"],
  [60_000, "1 min ago"],
  [3_600_000, "1 h ago"],
  [47 * 3_600_000, "47 h ago"],
  [48 * 3_600_000, "2 d ago"],
])("%d ms ago is %s", (agoMs, text) => {
  expect(formatAgo(agoMs)).toBe(text);
});
