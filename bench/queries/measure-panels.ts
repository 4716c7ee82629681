import { DIMENSIONS } from "#lib/domain/round-trip-filter.ts";
import { type Panel, panels } from "./panels.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Each a window that ends with the history, in days. */
const WINDOWS = [1, 7, 30];
/** How often each is asked; what somebody asks for once, and waits for, less often. */
const TIMES = { unfiltered: 8, filtered: 2, study: 2 };

/** How long answers of a panel took, in ms. */
export interface PanelTimes {
  readonly name: string;
  readonly most: Panel["most"];
  /** Of all windows together. */
  readonly unfiltered: readonly number[];
  /** Of the longest window, with each single filter. */
  readonly filtered: readonly { readonly filter: string; readonly ms: readonly number[] }[];
}

/** Asks every panel as a page does, over windows of different length, and with every single filter that it takes. */
export async function measurePanels(endMs: number, only: string | null): Promise<readonly PanelTimes[]> {
  const all = panels(new Date(endMs - 6 * HOUR_MS).toISOString(), new Date(endMs).toISOString());
  const filters = await chooseFilters(all, endMs);
  const told: PanelTimes[] = [];
  for (const panel of all.filter(({ name }) => only === null || name.includes(only))) {
    const unfiltered: number[] = [];
    const times = panel.most.unfiltered === null ? TIMES.study : TIMES.unfiltered;
    for (const days of WINDOWS) unfiltered.push(...(await ask(panel, queryOf(panel, endMs, days), times)));
    const filtered: { filter: string; ms: readonly number[] }[] = [];
    for (const [dimension, value] of filters) {
      if (panel.filters !== null && !panel.filters.includes(dimension)) continue;
      const query = `${queryOf(panel, endMs, 30)}&${new URLSearchParams({ [dimension]: value })}`;
      filtered.push({ filter: dimension, ms: await ask(panel, query, TIMES.filtered) });
    }
    told.push({ name: panel.name, most: panel.most, unfiltered, filtered });
    const slowest = filtered.map(({ filter, ms }) => `${filter} ${Math.max(...ms).toFixed(0)}`);
    process.stdout.write(`${panel.name}: ${Math.max(...unfiltered).toFixed(0)} ms; ${slowest.join(", ")}\n`);
  }
  return told;
}

function queryOf({ params }: Panel, endMs: number, days: number): string {
  const window = { from: new Date(endMs - days * DAY_MS).toISOString(), to: new Date(endMs).toISOString() };
  return `${new URLSearchParams(window)}&${params}`;
}

/** The first answer warms up what any process has warm, and does not count. */
async function ask({ get, name }: Panel, query: string, times: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let time = 0; time <= times; time += 1) {
    const began = performance.now();
    const response = await get(new Request(`http://localhost/?${query}`));
    const text = await response.text();
    if (time > 0) taken.push(performance.now() - began);
    if (response.status !== 200) throw new Error(`${name} answered ${response.status}: ${text}`);
  }
  return taken;
}

/** Of each dimension a frequent value and a middling one. */
async function chooseFilters(
  all: readonly Panel[],
  endMs: number,
): Promise<readonly (readonly [string, string])[]> {
  const meta = all.find(({ name }) => name === "values to filter by");
  if (meta === undefined) throw new Error("No panel tells the values to filter by");
  const response = await meta.get(new Request(`http://localhost/?${queryOf(meta, endMs, 30)}`));
  const { dimensions } = (await response.json()) as {
    dimensions: Record<string, { value: string | null }[]>;
  };
  return DIMENSIONS.flatMap((dimension) => {
    const known = (dimensions[dimension] ?? []).flatMap(({ value }) => value ?? []);
    const [frequent, middling] = [known[0], known[Math.floor(known.length / 2)]];
    return [...new Set([frequent, middling])].flatMap((value) =>
      value === undefined ? [] : [[dimension, value] as const],
    );
  });
}
