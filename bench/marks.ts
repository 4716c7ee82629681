import type { Page } from "playwright-core";
import { openDatabase } from "#lib/store/database.ts";
import { tableLines } from "#tests/clients/checks.ts";
import { openHistoryPages } from "#tests/support/history-pages.ts";
import { insertSampleRows, iso, sampleRoundTrip, sampleTurn } from "#tests/support/sample-rows.ts";

// Whether pages stay smooth with ten thousand marks: how long frames take while a turn's waterfall is scrolled through and
// a box is dragged over a full heatmap, beside a small turn and a nearly empty heatmap of the same run. Needs a build.
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const DAY_MS = 86_400_000;
const FRAMES = 120;
const [SMALL, LARGE] = [10, 1_500];

const pages = await openHistoryPages({ seed: 3, roundTrips: 60_000, people: 100, days: 5, endMs: END_MS });
try {
  await insertTurns([SMALL, LARGE]);
  const lines = [["", "marks", "first byte", "HTML, kB", "frame p50", "p95", "longest"]];
  for (const size of [SMALL, LARGE])
    lines.push(await measure(`/turns/of-${size}`, "[data-kind]", `a turn of ${size} round trips`, scroll));
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

/** Turns of so many round trips, each with a refused attempt, an answered one and a tool: seven marks. */
async function insertTurns(sizes: readonly number[]): Promise<void> {
  const database = openDatabase(pages.history.url);
  for (const size of sizes) {
    const turn = `of-${size}`;
    const startMs = END_MS - DAY_MS;
    const at = (index: number, ms = 0) => iso(startMs + index * 4_000 + ms);
    const each = Array.from({ length: size }, (_, index) => ({ id: `${turn}-${index}`, index }));
    const refusals = each.map(({ id, index }) => ({ round_trip_id: id, position: 0, started_at: at(index) }));
    await insertSampleRows(database, {
      model_variants: [{ id: 1, provider: "openai", model: "gpt-5.3-codex" }],
      turns: [
        sampleTurn({ id: turn, started_at: at(0), duration_ms: size * 4_000 }, { generation: size * 4_000 }),
      ],
      round_trips: each.map(({ id, index }) =>
        sampleRoundTrip({
          id,
          turn_id: turn,
          started_at: at(index),
          e2e_ms: 3_000,
          stream_open_ms: 900,
          ttft_ms: 1_400,
          last_token_ms: 2_900,
          output_tokens: 200,
          decode_tokens_per_second: 130,
        }),
      ),
      attempts: refusals.flatMap((refusal, index) => [
        { ...refusal, duration_ms: 100, status_code: 429 },
        { ...refusal, position: 1, started_at: at(index, 600), duration_ms: 2_400, status_code: 200 },
      ]),
      throttles: refusals.map((refusal) => ({ ...refusal, class: "rate", lost_ms: 600 })),
      tool_calls: each.map(({ id, index }) => ({
        id,
        turn_id: turn,
        tool: "exec_command",
        started_at: at(index, 3_100),
        duration_ms: 700,
        outcome: "complete",
      })),
    });
  }
  await database.$disconnect();
}
