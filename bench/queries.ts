import { fork } from "node:child_process";
import { once } from "node:events";
import { tableLines } from "#tests/clients/checks.ts";
import type { SizeTimes } from "./queries/measure-size.ts";

// How long answers take over 30 days of 500 people, beside the same questions asked of the rows themselves and of a
// column store, and how that grows with the history. Makes the histories in `.cache/histories` when they are not there,
// which takes minutes and up to 40 GB for ten million.
// `node bench/queries.ts [round trips, such as 500000,2000000,10000000] [only panels whose name has this]`
const [sizes = "500000,2000000,10000000", only = ""] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const measured: SizeTimes[] = [];
for (const size of sizes.split(",")) {
  const child = fork(new URL("queries/measure-size.ts", import.meta.url), [size, only]);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`Measuring ${size} round trips ended with ${code}`);
  });
  const [times] = (await Promise.race([once(child, "message"), ended])) as [SizeTimes];
  ended.catch(() => undefined);
  measured.push(times);
}

const headers = measured.map(({ roundTrips }) => `${roundTrips / 1e6} M`);
const last = measured.at(-1);
say(`\nPanels, ms at p50 / p95 over windows of 1, 7 and 30 days; then with each single filter over 30 days`);
say(
  tableLines([
    ["", ...headers, "at most", ...headers.map((name) => `filtered, ${name}`), "at most", "slowest by"],
    ...(last?.panels ?? []).map(({ name, most }, index) => {
      const panels = measured.map(({ panels: all }) => all[index]);
      const filtered = panels.map((panel) => panel?.filtered.flatMap(({ ms }) => ms) ?? []);
      return [
        name,
        ...panels.map((panel) => told(panel?.unfiltered ?? [])),
        judged(panels.at(-1)?.unfiltered ?? [], most.unfiltered),
        ...filtered.map(told),
        judged(filtered.at(-1) ?? [], most.filtered),
        slowest(panels.at(-1)?.filtered ?? []),
      ];
    }),
  ]).join("\n"),
);
for (const [index, { stores }] of measured.entries()) {
  if (stores.length === 0) continue;
  say(`\nThe same questions at ${headers[index]} round trips, ms; × is what others take of it`);
  say(
    tableLines([
      ["", "roll-ups", "at most", "rows", "×", "column store", "×", "farthest from exact"],
      ...stores.map(({ name, most, own, raw, column, farthest }) => [
        name,
        own.toFixed(1),
        most === null ? "" : `${most} ${own <= most ? "" : "OVER"}`,
        raw.toFixed(0),
        (raw / own).toFixed(0),
        column?.toFixed(1) ?? "",
        column === null ? "" : (column / own).toFixed(1),
        `${(100 * farthest).toFixed(2)} %`,
      ]),
    ]).join("\n"),
  );
}

function told(values: readonly number[]): string {
  return values.length === 0 ? "" : `${at(values, 0.5).toFixed(0)} / ${at(values, 0.95).toFixed(0)}`;
}

function judged(values: readonly number[], most: number | null): string {
  if (most === null || values.length === 0) return "";
  return `${most}${at(values, 0.95) <= most ? "" : " OVER"}`;
}

function slowest(filtered: SizeTimes["panels"][number]["filtered"]): string {
  const [first] = filtered
    .map(({ filter, ms }) => ({ filter, ms: Math.max(...ms) }))
    .toSorted((a, b) => b.ms - a.ms);
  return first === undefined ? "" : `${first.filter} ${first.ms.toFixed(0)}`;
}

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
}
