import type { Page } from "playwright-core";
import { tableLines } from "#tests/clients/checks.ts";
import { openHistoryPages } from "#tests/support/history-pages.ts";
import { insertLongTurn } from "#tests/support/insert-long-turn.ts";
import { iso } from "#tests/support/sample-rows.ts";

// Whether pages stay smooth with ten thousand marks: how long frames take while a turn's waterfall is scrolled through and
// a box is dragged over a full heatmap, beside a small turn and a nearly empty heatmap of the same run. Needs a build.
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const DAY_MS = 86_400_000;
const FRAMES = 120;
const MARKS_PER_ROUND_TRIP = 7;
const [SMALL, LARGE] = [10, 1_500];

const pages = await openHistoryPages({ seed: 3, roundTrips: 60_000, people: 100, days: 5, endMs: END_MS });
try {
  for (const size of [SMALL, LARGE]) await insertLongTurn(pages.history.database, size, END_MS - DAY_MS);
  const lines = [["", "drawn marks", "first byte", "HTML, kB", "frame p50", "p95", "longest"]];
  for (const size of [SMALL, LARGE]) {
    const name = `a turn of ${size} round trips, ${MARKS_PER_ROUND_TRIP * size} marks`;
    lines.push(await measure(`/turns/of-${size}`, "[data-kind]", name, scroll));
  }
  for (const hours of [1, 5 * 24]) {
    const window = `from=${iso(END_MS - hours * 3_600_000)}&to=${iso(END_MS)}`;
    lines.push(await measure(`/round-trips?${window}`, "heatmap", `a heatmap of ${hours} h`, drag));
  }
  process.stdout.write(
    `\nms; frames come every 16.7 ms when nothing holds them up\n${tableLines(lines).join("\n")}\n`,
  );
} finally {
  await pages.stop();
}

async function measure(
  path: string,
  marks: string,
  name: string,
  move: (page: Page) => Promise<readonly number[]>,
): Promise<string[]> {
  const { page, status, close } = await pages.open(path);
  if (status !== 200) throw new Error(`${path} gave ${status}: ${await page.textContent("main")}`);
  const { firstByteMs, kB } = await page.evaluate(() => {
    const [timing] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return {
      firstByteMs: (timing?.responseStart ?? 0) - (timing?.requestStart ?? 0),
      kB: (timing?.decodedBodySize ?? 0) / 1000,
    };
  });
  const count =
    marks === "heatmap"
      ? await page.evaluate(() =>
          [...document.querySelectorAll("g > path")].reduce(
            (sum, path) => sum + (path.getAttribute("d")?.split("M").length ?? 1) - 1,
            0,
          ),
        )
      : await page.locator(marks).count();
  const frames = (await move(page)).toSorted((a, b) => a - b);
  await close();
  const at = (share: number): string => (frames[Math.ceil(share * frames.length) - 1] ?? 0).toFixed(1);
  return [name, String(count), firstByteMs.toFixed(0), kB.toFixed(0), at(0.5), at(0.95), at(1)];
}

/** Frame times in ms while the page is scrolled from top to end. */
function scroll(page: Page): Promise<readonly number[]> {
  return page.evaluate(
    (frames) =>
      new Promise<number[]>((done) => {
        const step = (document.documentElement.scrollHeight - innerHeight) / frames;
        const taken: number[] = [];
        let lastMs = performance.now();
        const next = (nowMs: number) => {
          taken.push(nowMs - lastMs);
          lastMs = nowMs;
          if (taken.length > frames) return done(taken.slice(1));
          scrollTo({ top: step * taken.length, behavior: "instant" });
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    FRAMES,
  );
}

/** Frame times in ms while a box is drawn over the heatmap, a step each frame. */
function drag(page: Page): Promise<readonly number[]> {
  return page.evaluate(
    (frames) =>
      new Promise<number[]>((done) => {
        const glass = [...document.querySelectorAll("g > rect")].at(-1);
        const bounds = glass?.getBoundingClientRect() ?? new DOMRect();
        const send = (type: string, share: number) =>
          glass?.dispatchEvent(
            new PointerEvent(type, {
              bubbles: true,
              pointerId: 1,
              clientX: bounds.left + bounds.width * share,
              clientY: bounds.top + bounds.height * share,
            }),
          );
        // No real pointer is down that could be captured.
        if (glass) glass.setPointerCapture = () => undefined;
        const taken: number[] = [];
        let lastMs = performance.now();
        send("pointerdown", 0.02);
        const next = (nowMs: number) => {
          taken.push(nowMs - lastMs);
          lastMs = nowMs;
          if (taken.length > frames) return done(taken.slice(1));
          send("pointermove", 0.02 + (0.9 * taken.length) / frames);
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    FRAMES,
  );
}
