import { resolve } from "node:path";
import type { Browser } from "playwright-core";
import { PAGES } from "#app/pages.ts";
import { tableLines } from "#tests/clients/checks.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { openPage } from "#tests/support/open-page.ts";
import { startDashboard } from "#tests/support/running-dashboard.ts";
import { openHistory } from "./history/open-history.ts";

// What a reader waits for on every page over a large history of 30 days: until the server answers, until all of it has
// come, until the largest thing is painted, and until a key is followed by something on the screen. Needs a build, and the
// history that `bench/queries.ts` makes.
// `node bench/pages.ts [round trips] [times each] [days]`
const [SIZE = 10_000_000, TIMES = 7, DAYS = 30] = process.argv.slice(2).map(Number);
const DAY_MS = 86_400_000;
/** Of DESIGN §6, in ms at p95, and in bytes. */
const MOST = { firstByteMs: 300, scriptBytes: 250_000 };
/** A page that does not rest by then is given up. */
const SLOWEST_MS = 120_000;

interface PageTimes {
  readonly firstByteMs: number;
  readonly lastByteMs: number;
  readonly largestPaintMs: number;
  readonly keyMs: number;
  readonly scriptBytes: number;
}

const history = await openHistory(resolve(".cache/histories", String(SIZE)), SIZE);
const dashboard = await startDashboard(history.url);
const browser = await openBrowser();
try {
  const window = new URLSearchParams({
    from: new Date(history.endMs - DAYS * DAY_MS).toISOString(),
    to: new Date(history.endMs).toISOString(),
  });
  const lines: string[][] = [];
  for (const { path, name } of PAGES) {
    const url = `${dashboard.url}${path}?${window}`;
    await visit(browser, url);
    const times: PageTimes[] = [];
    for (let time = 0; time < TIMES; time += 1) times.push(await visit(browser, url));
    const told = (key: keyof PageTimes) => {
      const values = times.map((one) => one[key]).toSorted((a, b) => a - b);
      return `${at(values, 0.5).toFixed(0)} / ${at(values, 0.95).toFixed(0)}`;
    };
    const slowest = Math.max(...times.map(({ firstByteMs }) => firstByteMs));
    const bytes = Math.max(...times.map(({ scriptBytes }) => scriptBytes));
    lines.push([
      name,
      told("firstByteMs"),
      slowest <= MOST.firstByteMs ? "" : "OVER",
      told("lastByteMs"),
      told("largestPaintMs"),
      told("keyMs"),
      (bytes / 1000).toFixed(0),
      bytes <= MOST.scriptBytes ? "" : "OVER",
    ]);
    process.stdout.write(`${lines.at(-1)?.join("  ")}\n`);
  }
  const heads = ["", "first byte", `≤ ${MOST.firstByteMs}`, "last byte", "largest paint", "key to paint"];
  process.stdout.write(
    `\n${history.roundTrips} round trips, ${DAYS} days; ms at p50 / p95 of ${TIMES} visits; scripts compressed\n${tableLines(
      [[...heads, "scripts, kB", `≤ ${MOST.scriptBytes / 1000}`], ...lines],
    ).join("\n")}\n`,
  );
} finally {
  await browser.close();
  await dashboard.process.stop();
  await history.stop();
}
process.exit();

/** Visits a page with nothing kept of it, and opens the command palette. */
async function visit(reader: Browser, url: string): Promise<PageTimes> {
  const { page, scriptBytes, close } = await openPage(reader, url, {}, SLOWEST_MS);
  const bytes = await scriptBytes();
  const timing = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return new Promise<{ firstByteMs: number; lastByteMs: number; largestPaintMs: number }>((done) => {
      new PerformanceObserver((list) =>
        done({
          firstByteMs: (navigation?.responseStart ?? 0) - (navigation?.requestStart ?? 0),
          lastByteMs: (navigation?.responseEnd ?? 0) - (navigation?.requestStart ?? 0),
          largestPaintMs: list.getEntries().at(-1)?.startTime ?? Number.NaN,
        }),
      ).observe({ type: "largest-contentful-paint", buffered: true });
    });
  });
  // From the key to the frame after the dialog has come, by the page's own clock.
  const keyMs = page.evaluate(
    () =>
      new Promise<number>((done) => {
        let pressedMs = 0;
        document.addEventListener("keydown", ({ key, timeStamp }) => {
          if (key === "k") pressedMs = timeStamp;
        });
        new MutationObserver((_, observer) => {
          if (document.querySelector("[role=dialog]") === null) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressedMs)));
        }).observe(document.body, { childList: true, subtree: true });
      }),
  );
  await page.keyboard.press("Control+k");
  const interaction = { keyMs: await keyMs };
  await close();
  return { ...timing, ...interaction, scriptBytes: bytes };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
