import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "#tests/support/browser.ts";
import { exportDurations, exportSpans, makeSpans } from "#tests/support/export-once.ts";
import { askUntil, type RunningRoundtrip, startRoundtrip } from "#tests/support/running-roundtrip.ts";

let roundtrip: RunningRoundtrip;
let browser: Browser;

beforeAll(async () => {
  roundtrip = await startRoundtrip();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await roundtrip?.stop();
});

interface Tiers {
  readonly tiers: readonly { readonly tier: string; readonly resolution: string; readonly n: number }[];
}

const rows = ({ tiers }: Tiers) => tiers.map(({ tier, resolution, n }) => [tier, resolution, n]);
const ask = async () => (await roundtrip.get("/api/v1/tiers?window=1h")) as Tiers;

function route() {
  const [port = 0, grpcPort = 0] = [roundtrip.collectorUrl, roundtrip.grpcUrl].map((url) =>
    Number(new URL(url).port),
  );
  return { protocol: "grpc", gzip: true, port, grpcPort } as const;
}

test("what comes as metrics over gRPC stands on the page as of low resolution, apart from round trips", async () => {
  // 0.101 to 0.5 seconds; the bounds of the buckets are 0.16, 0.32 and 0.64.
  const seconds = Array.from({ length: 400 }, (_, index) => (index + 101) / 1000);
  const kind = { temporality: "cumulative", histogram: "explicit" } as const;
  await exportDurations(route(), kind, "metrics-alone", [seconds]);
  expect(rows(await ask())).toEqual([["Instant", "metrics", 400]]);

  expect(await exportSpans(route(), makeSpans(["response-1", "response-2"]))).toBeNull();
  expect(rows(await askUntil(ask, (answer) => answer.tiers.length > 1))).toEqual([
    ["Standard", "roundTrips", 2],
    ["Instant", "metrics", 400],
  ]);

  const page = await browser.newPage();
  try {
    await page.goto(`${roundtrip.url}/tiers?window=1h`);
    const metrics = page.getByRole("region", { name: "Tiers from metrics alone, figure by figure" });
    await metrics.waitFor();
    expect((await metrics.locator("tbody tr").innerText()).split(/\s*\n\s*|\t/).slice(0, 2)).toEqual([
      "Instant",
      "400",
    ]);
    expect(await metrics.locator("tbody td").nth(3).innerText()).toMatch(/^300 ms\s+160 ms to 320 ms\s/);
    const measured = page.getByRole("region", { name: "Tiers, figure by figure" });
    expect(await measured.locator("tbody th").allInnerTexts()).toEqual(["Standard"]);
  } finally {
    await page.close();
  }
});
