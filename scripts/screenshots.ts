// Takes the pictures of the README: starts Roundtrip, sends it an hour of made-up telemetry, opens its pages.
// Needs a build (`npm start` or `npm test` makes one).
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { sampleTelemetry } from "#scripts/sample-telemetry.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { askUntil, startRoundtrip } from "#tests/support/running-roundtrip.ts";

const TURNS = 420;
const folder = join(import.meta.dirname, "../docs/images");

const roundtrip = await startRoundtrip();
try {
  const nowMs = Date.now();
  for (const body of sampleTelemetry(TURNS, nowMs - 3_600_000, nowMs)) {
    const response = await fetch(`${roundtrip.collectorUrl}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The collector answered ${response.status}`);
  }
  const turns = await askUntil(countTurns, (count) => count === TURNS, 60_000);
  if (turns !== TURNS) throw new Error(`${turns} of ${TURNS} turns were assembled`);
  const list = (await roundtrip.get("/api/v1/round-trips?window=1h&tier=Instant&sort=-e2eMs&limit=1")) as {
    roundTrips: { turnId: string }[];
  };
  await mkdir(folder, { recursive: true });
  await picture("overview", "/?window=1h");
  await picture("tiers", "/tiers?window=1h");
  await picture("turn", `/turns/${list.roundTrips[0]?.turnId}`);
} finally {
  await roundtrip.stop();
}

async function countTurns(): Promise<number> {
  const meta = (await roundtrip.get("/api/v1/meta")) as { rows: { turns: number } };
  return meta.rows.turns;
}

async function picture(name: string, path: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    await page.goto(roundtrip.url + path, { waitUntil: "networkidle" });
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
  } finally {
    await browser.close();
  }
}
