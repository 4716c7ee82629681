import { expect, test } from "vitest";
import { readThrottle } from "./read-rate-limits.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const NOW_S = NOW / 1000;

test("where both a family and the one that blocks it are spent, the reset tells which one refuses", () => {
  const bindingFor = (resetsAt: number) =>
    readThrottle(
      "openai",
      429,
      new Map(
        Object.entries({
          "x-codex-active-limit": "codex_bengalfox",
          "x-codex-primary-used-percent": "100",
          "x-codex-primary-window-minutes": "300",
          "x-codex-primary-reset-at": String(NOW_S + 7_200),
          "x-codex-bengalfox-primary-used-percent": "100",
          "x-codex-bengalfox-primary-window-minutes": "300",
          "x-codex-bengalfox-primary-reset-at": String(NOW_S + 3_600),
        }),
      ),
      { error: { type: "usage_limit_reached", resets_at: resetsAt } },
      NOW,
    ).readings.map(({ family }) => family);
  expect(bindingFor(NOW_S + 7_201)).toEqual(["codex"]);
  expect(bindingFor(NOW_S + 3_599)).toEqual(["codex_bengalfox"]);
});
