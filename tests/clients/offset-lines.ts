import { tableLines } from "./checks.ts";
import { type Difference, FIRST_TOKEN, SENDING } from "./compare-with-truth.ts";

const FIGURES = [
  { figure: SENDING, heading: "sending" },
  { figure: FIRST_TOKEN, heading: "first token" },
  { figure: "end, ms after start", heading: "end" },
] as const;

/**
 * How far each client's times were from what the provider saw, by client and signals: what it does between the start of
 * its request and the moment the provider has read it, and how late it is at the first token and at the end.
 */
export function offsetLines(
  measured: ReadonlyMap<string, readonly (readonly Difference[])[]>,
): readonly string[] {
  const rows = [...measured].map(([name, runs]) => [
    name,
    ...FIGURES.map(({ figure }) => {
      const values = runs
        .flat()
        .filter((row) => row.figure === figure)
        .flatMap(({ difference }) => difference ?? []);
      return spread(values.toSorted((a, b) => a - b));
    }),
  ]);
  return tableLines([["client, signals", ...FIGURES.map(({ heading }) => heading)], ...rows]);
}

function spread(sorted: readonly number[]): string {
  const [least, most] = [sorted[0], sorted.at(-1)];
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (least === undefined || most === undefined || median === undefined) return "unknown";
  return `${median.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)}), n = ${sorted.length}`;
}
