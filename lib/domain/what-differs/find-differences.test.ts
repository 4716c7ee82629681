import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketBounds } from "../histogram/histogram.ts";
import { findDifferences } from "./find-differences.ts";
import { jointCounts } from "./joint-counts.ts";
import type { MeasureCounts, SessionCell } from "./selection-tally.ts";
import { tallySelection } from "./tally-selection.ts";

/** So many sessions of `size` round trips with the same values, of which `selected` are selected. */
const sessions = (
  name: string,
  n: number,
  values: SessionCell["values"],
  { selected, size }: { readonly selected: number; readonly size: number },
): SessionCell[] =>
  Array.from({ length: n }, (_, at) => ({
    session: `${name}${at}`,
    values,
    selected,
    rest: size - selected,
  }));

const OLD = { client: "codex", clientVersion: "0.169.0", team: "red" };
const NEW = { client: "codex", clientVersion: "0.170.0", team: "red" };
const OTHER = { client: "claude-code", clientVersion: "2.1.0", team: "red" };

const regression = [
  ...sessions("old", 20, OLD, { selected: 1, size: 20 }),
  ...sessions("new", 12, NEW, { selected: 14, size: 20 }),
  ...sessions("other", 8, OTHER, { selected: 0, size: 20 }),
];

const DIMENSIONS = ["client", "clientVersion", "team"];

const counts = (...values: readonly (readonly [index: number, n: number])[]): MeasureCounts => ({
  zeroCount: 0,
  offset: 0,
  counts: Array.from({ length: 600 }, (_, at) => values.find(([index]) => index === at)?.[1] ?? 0),
});

describe("a version that made round trips slow", () => {
  const found = findDifferences(tallySelection(regression, DIMENSIONS));

  test("is the first finding, with its shares, lift and support", () => {
    expect(found.noFindings).toBeNull();
    expect(found.findings[0]).toMatchObject({
      kind: "value",
      dimension: "clientVersion",
      value: "0.170.0",
      direction: "more",
      shareInSelection: 168 / 188,
      shareInRest: 72 / 612,
      lift: (168 / 188 / 72) * 612,
      selected: 168,
      selectedSessions: 12,
      also: [],
    });
    expect(found.findings[0]?.q).toBeLessThan(0.001);
  });

  test("is said once for each dimension, all values being there to look at", () => {
    const [version] = found.dimensions;
    expect(version?.values.map(({ value }) => value)).toEqual(["0.170.0", "0.169.0", "2.1.0"]);
    expect(found.findings.filter(({ kind }) => kind === "value")).toHaveLength(
      found.dimensions.filter(({ differs }) => differs).length,
    );
    for (const { differenceInterval, difference } of version?.values ?? []) {
      expect(differenceInterval[0]).toBeLessThan(difference);
      expect(differenceInterval[1]).toBeGreaterThan(difference);
    }
  });

  test("a dimension with one value is skipped, and so is one that decides the selection", () => {
    const tally = tallySelection(regression, [...DIMENSIONS, "outcome"]);
    const skipped = findDifferences(tally, { functionsOfSelection: ["clientVersion"] });
    expect(skipped.skipped).toEqual([
      { name: "clientVersion", why: "functionOfSelection" },
      { name: "team", why: "oneValue" },
      { name: "outcome", why: "oneValue" },
    ]);
    expect(skipped.dimensions.map(({ dimension }) => dimension)).toEqual(["client"]);
  });
});

describe("two dimensions that say the same", () => {
  const renamed = regression.map((cell) => ({
    ...cell,
    values: { ...cell.values, repository: cell.values["clientVersion"] === "0.170.0" ? "shop" : "bank" },
  }));
  const cellsOf = (cells: readonly SessionCell[], dimensions: readonly string[]) =>
    findDifferences(tallySelection(cells, dimensions), {
      jointOf: (one, other) => jointCounts(cells, one, other),
    });

  test("are one finding, the weaker folded under the stronger", () => {
    const found = cellsOf(renamed, ["repository", "clientVersion"]);
    const [first, second] = found.dimensions;
    expect(second?.foldedUnder).toBe(first?.dimension);
    expect(found.findings).toHaveLength(1);
    expect(found.findings[0]).toMatchObject({ also: [{ dimension: second?.dimension }] });
  });

  test("are two without a joint count", () => {
    const found = findDifferences(tallySelection(renamed, ["repository", "clientVersion"]));
    expect(found.findings).toHaveLength(2);
  });

  test("are two where the one follows from the other, yet other round trips stand behind their values", () => {
    const person = (name: string, team: string, n: number, selected: number) =>
      sessions(name, n, { person: name, team }, { selected, size: 10 });
    const people = [
      ...person("ada", "red", 20, 9),
      ...["bob", "cy", "di"].flatMap((name) => person(name, "red", 20, 0)),
      ...["eve", "fay", "gus", "hal"].flatMap((name) => person(name, "blue", 20, 4)),
    ];
    const found = cellsOf(people, ["person", "team"]);
    expect(found.findings).toMatchObject([
      { dimension: "person", value: "ada", also: [] },
      { dimension: "team", value: "blue", also: [] },
    ]);
  });
});

describe("a measure", () => {
  const measures = [
    { measure: "inputTokens", selected: counts([400, 30], [560, 158]), rest: counts([400, 590], [560, 22]) },
    { measure: "attempts", selected: counts([0, 188]), rest: counts([0, 612]) },
  ];

  test("stands beside the dimensions, with its direction and the bound that parts it", () => {
    const found = findDifferences(tallySelection(regression, DIMENSIONS), { measures });
    expect(found.findings.find(({ kind }) => kind === "measure")).toMatchObject({
      measure: "inputTokens",
      direction: "more",
      threshold: bucketBounds(400).to,
      shareInSelection: 158 / 188,
      shareInRest: 22 / 612,
    });
    expect(found.skipped).toContainEqual({ name: "attempts", why: "oneValue" });
  });
});

describe("there are no findings, and the reason is told,", () => {
  const reasonOf = (cells: readonly SessionCell[], dimensions: readonly string[] = DIMENSIONS) => {
    const { findings, noFindings, dimensions: compared } = findDifferences(tallySelection(cells, dimensions));
    expect(findings).toEqual([]);
    expect(compared.some(({ differs }) => differs)).toBe(false);
    return noFindings;
  };
  const rest = sessions("old", 40, OLD, { selected: 0, size: 20 });

  test("when the selection is tiny, even if all of it has what nobody else has", () => {
    expect(reasonOf([...rest, ...sessions("new", 9, NEW, { selected: 1, size: 1 })])).toBe("tooFewSelected");
    expect(reasonOf(sessions("new", 40, NEW, { selected: 20, size: 20 }))).toBe("tooFewRest");
    expect(reasonOf([...rest, ...sessions("new", 40, NEW, { selected: 0, size: 20 })])).toBe(
      "tooFewSelected",
    );
    expect(reasonOf([])).toBe("tooFewSelected");
  });

  test("when few sessions stand behind it, however many round trips they have", () => {
    expect(reasonOf([...rest, ...sessions("new", 4, NEW, { selected: 500, size: 500 })])).toBe(
      "tooFewSessions",
    );
  });

  test("when nothing can be compared", () => {
    expect(reasonOf(sessions("old", 40, OLD, { selected: 10, size: 20 }))).toBe("nothingToCompare");
    const ids = Array.from({ length: 40 }, (_, at) => ({ sessionId: `${at}` }));
    const named = ids.flatMap((values, at) => sessions(`${at}/`, 1, values, { selected: at % 2, size: 4 }));
    expect(reasonOf(named, ["sessionId"])).toBe("nothingToCompare");
  });

  test("when nothing differs", () => {
    const even = [NEW, OLD, OTHER].flatMap((values) =>
      sessions(values.clientVersion, 20, values, { selected: 2, size: 20 }),
    );
    expect(reasonOf(even)).toBe("nothingDiffers");
  });

  test("when nobody knows the sessions", () => {
    const tally = tallySelection(regression, ["clientVersion"]);
    const blind = tally.dimensions.map((dimension) => ({
      ...dimension,
      values: dimension.values.map((value) => ({ ...value, designEffect: null })),
    }));
    const found = findDifferences({ ...tally, dimensions: blind });
    expect(found.noFindings).toBe("nothingToCompare");
    expect(found.skipped).toEqual([{ name: "clientVersion", why: "unknownSessions" }]);
  });
});

test("of whatever selection every figure is a number or null, and every finding has support", () => {
  const version = fc.constantFrom("0.169.0", "0.170.0", null);
  const cell = fc.record({
    session: fc.nat(12),
    values: fc.record({ clientVersion: version, team: fc.constantFrom("red", "blue") }),
    selected: fc.nat(20),
    rest: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 60 }), (cells) => {
      const found = findDifferences(tallySelection(cells, ["clientVersion", "team"]), {
        jointOf: (one, other) => jointCounts(cells, one, other),
      });
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
      for (const { values } of found.dimensions) {
        for (const { isFinding, supported, selected, rest } of values) {
          expect(supported || !isFinding).toBe(true);
          expect(selected + rest).toBeGreaterThanOrEqual(5);
        }
      }
      expect(found.findings.length === 0).toBe(found.noFindings !== null);
    }),
  );
});
