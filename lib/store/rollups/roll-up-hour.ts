import {
  CUTS,
  type Cut,
  type CutDimension,
  callsToldBy,
  TURN_CUTS,
  type TurnCut,
} from "#lib/domain/figures/cut.ts";
import { FigureSums } from "#lib/domain/figures/figure-sums.ts";
import { TurnSums } from "#lib/domain/figures/turn-sums.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { SentRow } from "../insert-rows.ts";
import { CallKinds } from "./call-kinds.ts";
import type { CallerRow, DimensionCache, EndingRow, RouteRow } from "./dimension-rows.ts";
import { factsOfHour, turnsOfHour } from "./facts-of-hour.ts";
import { FIGURE_KEY_FIELDS, TURN_KEY_FIELDS } from "./key-fields.ts";
import { Pieces } from "./pieces.ts";
import { writeFigures, writeTurnFigures } from "./write-roll-ups.ts";

type Transaction = Prisma.TransactionClient;

type FigureKey = SentRow<keyof typeof FIGURE_KEY_FIELDS>;
type TurnKey = SentRow<keyof typeof TURN_KEY_FIELDS>;

const FIGURE_CUTS = Object.keys(CUTS) as Cut[];
const ALL_TURN_CUTS = Object.keys(TURN_CUTS) as TurnCut[];

/** Makes the roll-ups of an hour anew from its facts, for every cut. */
export async function rollUpHour(
  transaction: Transaction,
  hourMs: number,
  dimensions: DimensionCache,
): Promise<void> {
  const figures = await sumRoundTrips(transaction, hourMs, dimensions);
  const byKey = await figures.byKeyId(transaction, "figure_keys", FIGURE_KEY_FIELDS);
  await writeFigures(transaction, "hourly", hourMs, byKey);
  const turns = await sumTurns(transaction, hourMs, dimensions);
  const turnsByKey = await turns.byKeyId(transaction, "turn_keys", TURN_KEY_FIELDS);
  await writeTurnFigures(transaction, "hourly", hourMs, turnsByKey);
}

async function sumRoundTrips(transaction: Transaction, hourMs: number, dimensions: DimensionCache) {
  const pieces = new Pieces<FigureKey, FigureSums>(() => new FigureSums());
  for await (const facts of factsOfHour(transaction, hourMs)) {
    await dimensions.learn(transaction, {
      routes: facts.map(({ routeId }) => routeId),
      callers: facts.map(({ callerId }) => callerId),
      endings: facts.map(({ endingId }) => endingId),
    });
    for (const fact of facts) {
      const route = known(dimensions.routes, fact.routeId);
      const caller = known(dimensions.callers, fact.callerId);
      const ending = known(dimensions.endings, fact.endingId);
      const trip = {
        ...fact,
        outcome: ending.outcome,
        fallbackFromWebSocket: route.fallbackFromWebSocket,
      };
      for (const cut of FIGURE_CUTS) {
        pieces.of(idsOf(cut, fact), () => figureKey(cut, { ...route, ...caller, ...ending })).record(trip);
      }
    }
  }
  return pieces;
}

async function sumTurns(transaction: Transaction, hourMs: number, dimensions: DimensionCache) {
  const pieces = new Pieces<TurnKey, TurnSums>(() => new TurnSums());
  const kinds = new CallKinds();
  for await (const turns of turnsOfHour(transaction, hourMs)) {
    const callers = turns.map(({ callerId }) => callerId);
    await dimensions.learn(transaction, { routes: [], callers, endings: [] });
    await kinds.learn(
      transaction,
      turns.map(({ callSetId }) => callSetId),
    );
    for (const turn of turns) {
      const caller = known(dimensions.callers, turn.callerId);
      const told = { nothing: NO_CALLS, kinds: kinds.of(turn), routes: turn };
      for (const cut of ALL_TURN_CUTS) {
        const { callSetId, calls } = told[callsToldBy(cut)];
        const ids = `${cut}/${callSetId}/${TURN_CUTS[cut].length === 0 ? "" : turn.callerId}`;
        const sum = pieces.of(ids, () => ({
          ...NO_TURN_KEY,
          ...only(TURN_CUTS[cut], caller),
          cut,
          callSetId,
        }));
        sum.record({ ...turn, calls });
      }
    }
  }
  return pieces;
}

/** The ids that decide into which piece of a cut a round trip falls. */
function idsOf(cut: Cut, fact: { routeId: number; callerId: number; endingId: number }): string {
  if (cut === "model") return `${cut}/${fact.routeId}`;
  return `${cut}/${fact.routeId}/${cut === "ending" ? fact.endingId : fact.callerId}`;
}

function figureKey(cut: Cut, told: RouteRow & CallerRow & EndingRow): FigureKey {
  return { ...NO_FIGURE_KEY, ...only(CUTS[cut], told), cut, variantId: told.variantId };
}

function only(
  dimensions: readonly CutDimension[],
  told: Partial<Record<CutDimension, SentRow<string>[string]>>,
) {
  return Object.fromEntries(dimensions.map((dimension) => [dimension, told[dimension] ?? null]));
}

/** Of turns with different call sets, calls by route would be of different routes. */
const NO_CALLS = { callSetId: null, calls: [] };

const NO_FIGURE_KEY = Object.fromEntries(
  Object.keys(FIGURE_KEY_FIELDS).map((field) => [field, null]),
) as FigureKey;
const NO_TURN_KEY = Object.fromEntries(Object.keys(TURN_KEY_FIELDS).map((field) => [field, null])) as TurnKey;

function known<T>(rows: ReadonlyMap<number, T>, id: number): T {
  const row = rows.get(id);
  if (row === undefined) throw new Error(`A fact names something in common that is not there: ${id}`);
  return row;
}
