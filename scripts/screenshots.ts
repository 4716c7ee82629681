// Takes the pictures of the README from the demo. Needs a build (`npm start` or `npm test` makes one).
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "#server/free-ports.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { startRoundtrip } from "#tests/support/start-roundtrip.ts";

const folder = join(import.meta.dirname, "../docs/images");
const dataDir = await mkdtemp(join(tmpdir(), "roundtrip-pictures-"));
const [dashboard, http, grpc] = await freePorts("127.0.0.1", 3);
const settings = {
  ROUNDTRIP_DATA_DIR: dataDir,
  PORT: String(dashboard),
  ROUNDTRIP_OTLP_HTTP_PORT: String(http),
  ROUNDTRIP_OTLP_GRPC_PORT: String(grpc),
};
const roundtrip = startRoundtrip(settings, "server/start.ts", ["--demo"]);
const browser = await openBrowser();
try {
  await roundtrip.untilPrinted("The demo is at");
  const url = /The demo is at (\S+)/.exec(roundtrip.output())?.[1] ?? "";
  await mkdir(folder, { recursive: true });
  await takePicture("overview", `${url}/?window=24h`);
  await takePicture("tiers", `${url}/tiers?window=24h`);
  await takePicture("turn", `${url}/turns/${await busyTurn(url)}`);
} finally {
  await browser.close();
  roundtrip.signal("SIGTERM");
  await roundtrip.exited;
  await rm(dataDir, { recursive: true, force: true });
}

/** The longest of the last turns that show many kinds of phases and still fit a picture. */
async function busyTurn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/turns?window=24h&outcome=complete&client=codex&limit=1000`);
  const { turns } = (await response.json()) as { turns: Readonly<Record<string, unknown>>[] };
  const fitting = turns.filter(({ roundTrips }) => Number(roundTrips) >= 5 && Number(roundTrips) <= 8);
  const phases = (turn: Readonly<Record<string, unknown>>) =>
    ["toolMs", "approvalMs", "throttleMs", "connectMs"].filter((name) => Number(turn[name]) > 500).length;
  const [first] = fitting.toSorted(
    (a, b) => phases(b) - phases(a) || Number(b["durationMs"]) - Number(a["durationMs"]),
  );
  if (first === undefined) throw new Error("The demo has no turn of five to eight round trips");
  return encodeURIComponent(String(first["id"]));
}

async function takePicture(name: string, address: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(address, { waitUntil: "networkidle" });
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
  console.log(`docs/images/${name}.png`);
}
