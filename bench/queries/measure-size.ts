import { resolve } from "node:path";
import { openHistory } from "../history/open-history.ts";
import { compareStores, type StoreTimes } from "./compare-stores.ts";
import { measurePanels, type PanelTimes } from "./measure-panels.ts";

/** What was measured on a history of one size. */
export interface SizeTimes {
  readonly roundTrips: number;
  readonly panels: readonly PanelTimes[];
  readonly stores: readonly StoreTimes[];
}

// One size in a process of its own, because a process asks one database. The answer goes to the parent.
const [size = "", only = ""] = process.argv.slice(2);
const folder = resolve(".cache/histories", size);
const history = await openHistory(folder, Number(size));
process.env["DATABASE_URL"] = history.url;
try {
  const panels = await measurePanels(history.endMs, only === "" ? null : only);
  const stores = only === "" ? await compareStores(history.url, folder, history.endMs) : [];
  process.send?.({ roundTrips: history.roundTrips, panels, stores } satisfies SizeTimes);
} finally {
  await history.stop();
}
process.exit();
