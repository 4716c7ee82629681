import { describe, expect, test } from "vitest";
import { seededRandom } from "#simulation/random.ts";
import { findDifferences } from "./find-differences.ts";
import type { SelectionTally, SessionCell } from "./selection-tally.ts";
import { tallySelection } from "./tally-selection.ts";

/**
 * Sessions of very unequal size, with values of some frequent and many rare kinds: of the session (person, client
 * version, model), of a turn (effort), or of the single round trip (status).
 */
const DIMENSIONS = ["person", "clientVersion", "model", "reasoningEffort", "statusCode"];

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const logit = (share: number) => Math.log(share / (1 - share));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** How a selection takes round trips, none of which regards the dimensions. */
const WAYS = {
  "single round trips": (chance: number) => () => () => chance,
  "some sessions more than others": (chance: number, random: () => number) => () => {
    const session = logistic(logit(chance) * 1.5 + 2 * normal(random));
    return () => session;
  },
  "whole sessions": (chance: number, random: () => number) => () => {
    const session = random() < chance ? 1 : 0;
    return () => session;
  },
  "some turns more than others": (chance: number, random: () => number) => () => () =>
    logistic(logit(chance) * 2 + 3 * normal(random)),
};

interface World {
  readonly sessions: number;
  readonly way: keyof typeof WAYS;
  /** Which share of the round trips of version 3 is selected for being of that version; 0 for none. */
  readonly planted: number;
}

function simulate({ sessions, way, planted }: World, random: () => number): SessionCell[] {
  const chanceOf = WAYS[way](0.1, random);
  const rare = (kinds: number) => Math.floor(kinds ** random()) - 1;
  return Array.from({ length: sessions }, (_, session) => {
    const ofTurn = chanceOf();
    const person = `p${rare(40)}`;
    const clientVersion = `0.17${rare(8)}.0`;
    const model = `m${rare(6)}`;
    const turns = Math.ceil(Math.exp(0.3 + normal(random)));
    return Array.from({ length: turns }, () => {
      const chance = ofTurn();
      const reasoningEffort = ["low", "medium", "high", null][rare(5)] ?? null;
      return Array.from({ length: 1 + Math.floor(random() * 12) }, (): SessionCell => {
        const statusCode = random() < 0.03 ? "500" : null;
        const hit = clientVersion === "0.173.0" && random() < planted;
        const selected = hit || random() < chance ? 1 : 0;
        const values = { person, clientVersion, model, reasoningEffort, statusCode };
        return { session, values, selected, rest: 1 - selected };
      });
    }).flat();
  }).flat();
}

const differencesOf = (world: World, nth: number) => {
  const cells = simulate(world, seededRandom(nth * 7919 + 5));
  return findDifferences(tallySelection(cells, DIMENSIONS), { measures: [growingInput(cells)] });
};

/** Input tokens, that grow along a session by a quarter each round trip. */
function growingInput(cells: readonly SessionCell[]) {
  const before = new Map<SessionCell["session"], number>();
  const counts = { selected: [] as number[], rest: [] as number[] };
  for (const { session, selected } of cells) {
    const nth = before.get(session) ?? 0;
    before.set(session, nth + 1);
    const side = selected > 0 ? counts.selected : counts.rest;
    side[10 * nth] = (side[10 * nth] ?? 0) + 1;
  }
  const sideOf = (side: readonly number[]) => ({
    zeroCount: 0,
    offset: 320,
    counts: Array.from(side, (n) => n ?? 0),
  });
  return { measure: "inputTokens", selected: sideOf(counts.selected), rest: sideOf(counts.rest) };
}

const RUNS = 100;
const shareOf = (holds: (nth: number) => boolean) =>
  Array.from({ length: RUNS }, (_, nth) => nth).filter(holds).length / RUNS;

describe.each(Object.keys(WAYS) as (keyof typeof WAYS)[])("of selections that take %s", (way) => {
  test.each([50, 120])(
    "at most 5 % report a difference among %i sessions, where there is none",
    (sessions) => {
      expect(
        shareOf((nth) => differencesOf({ sessions, way, planted: 0 }, nth).findings.length > 0),
      ).toBeLessThanOrEqual(0.05);
    },
  );
});

test("without regard to sessions, most would report one", () => {
  const regardless = (tally: SelectionTally): SelectionTally => ({
    ...tally,
    dimensions: tally.dimensions.map((dimension) => ({
      ...dimension,
      values: dimension.values.map((value) => ({ ...value, designEffect: 1 })),
    })),
  });
  const world: World = { sessions: 120, way: "some sessions more than others", planted: 0 };
  const found = shareOf((nth) => {
    const cells = simulate(world, seededRandom(nth * 7919 + 5));
    return findDifferences(regardless(tallySelection(cells, DIMENSIONS))).findings.length > 0;
  });
  expect(found).toBeGreaterThan(0.5);
});

test("a cause that one session in ten has is nearly always the first finding, of 120 sessions", () => {
  const world: World = { sessions: 120, way: "some sessions more than others", planted: 0.6 };
  const first = shareOf((nth) => {
    const [finding] = differencesOf(world, nth).findings;
    return finding?.kind === "value" && finding.dimension === "clientVersion" && finding.value === "0.173.0";
  });
  expect(first).toBeGreaterThan(0.9);
});
