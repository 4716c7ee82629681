import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#simulation/random.ts";
import type { SessionCell } from "./selection-tally.ts";
import { tallySelection } from "./tally-selection.ts";

const cell = fc.record({
  session: fc.nat(6),
  values: fc.record({
    client: fc.constantFrom("codex", "claude-code", null),
    transport: fc.constantFrom("sse", "websocket"),
  }),
  selected: fc.nat(5),
  rest: fc.nat(5),
});

const byValue = (cells: readonly SessionCell[]) => {
  const { dimensions, ...totals } = tallySelection(cells, ["client", "transport"]);
  return {
    totals,
    values: dimensions.map(({ dimension, values }) => [
      dimension,
      values.toSorted((a, b) => String(a.value).localeCompare(String(b.value))),
    ]),
  };
};

describe("a tally", () => {
  test("has every round trip once in each dimension, null included", () => {
    fc.assert(
      fc.property(fc.array(cell), (cells) => {
        const tally = tallySelection(cells, ["client", "transport"]);
        for (const { values } of tally.dimensions) {
          expect(values.reduce((sum, { selected }) => sum + selected, 0)).toBe(tally.selected);
          expect(values.reduce((sum, { rest }) => sum + rest, 0)).toBe(tally.rest);
        }
      }),
    );
  });

  test("does not depend on the order of the cells, nor on how those of a session are cut", () => {
    fc.assert(
      fc.property(fc.array(cell), (cells) => {
        const cut = cells.flatMap((one) => [
          { ...one, selected: one.selected, rest: 0 },
          { ...one, selected: 0, rest: one.rest },
        ]);
        const [whole, parts] = [byValue(cells), byValue(cut.toReversed())];
        expect(JSON.stringify(round(parts))).toBe(JSON.stringify(round(whole)));
      }),
    );
  });

  test("counts sessions of either side, and those of a value", () => {
    const tally = tallySelection(
      [
        { session: "a", values: { client: "codex" }, selected: 1, rest: 1 },
        { session: "b", values: {}, selected: 0, rest: 2 },
        { session: "c", values: { client: "codex" }, selected: 0, rest: 2 },
      ],
      ["client"],
    );
    expect(tally).toMatchObject({ selected: 1, rest: 5, selectedSessions: 1, restSessions: 3 });
    expect(tally.effectiveSessions).toBeCloseTo(3, 9);
    expect(tally.dimensions[0]?.values).toMatchObject([
      { value: "codex", selected: 1, rest: 3, selectedSessions: 1, sessions: 2 },
      { value: null, selected: 0, rest: 2, selectedSessions: 0, sessions: 1 },
    ]);
  });
});

describe("round trips of a session count as", () => {
  const random = seededRandom(11);
  const effectOf = (cells: readonly SessionCell[]) =>
    tallySelection(cells, ["client"]).dimensions[0]?.values.find(({ value }) => value === "a")?.designEffect;
  const session = (at: number, client: () => string, isSelected: () => boolean, size: number) =>
    Array.from({ length: size }, (): SessionCell => {
      const selected = isSelected() ? 1 : 0;
      return { session: at, values: { client: client() }, selected, rest: 1 - selected };
    });
  const flip = () => random() < 0.5;
  const throughout = <T>(value: T) => {
    return () => value;
  };
  const sessions = (build: (at: number) => readonly SessionCell[]) =>
    Array.from({ length: 600 }, (_, at) => build(at)).flat();

  test("one, when they are selected and have the value together", () => {
    const cells = sessions((at) => session(at, throughout(flip() ? "a" : "b"), throughout(flip()), 8));
    expect(effectOf(cells)).toBeGreaterThan(7);
    expect(effectOf(cells)).toBeLessThan(9.5);
  });

  test("many, when they are selected without regard to their session", () => {
    const cells = sessions((at) => session(at, throughout(flip() ? "a" : "b"), flip, 8));
    expect(effectOf(cells)).toBeLessThan(1.3);
  });

  test("many, when they have the value without regard to their session", () => {
    const cells = sessions((at) => session(at, () => (flip() ? "a" : "b"), throughout(flip()), 8));
    expect(effectOf(cells)).toBeLessThan(1.3);
  });

  test("many, when a session has no more than one", () => {
    const cells = sessions((at) => session(at, throughout(flip() ? "a" : "b"), throughout(flip()), 1));
    expect(effectOf(cells)).toBeLessThan(1.05);
  });
});

function round(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) => (typeof one === "number" ? Math.round(one * 1e6) / 1e6 : one)),
  );
}
