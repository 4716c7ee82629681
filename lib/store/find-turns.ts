import { z } from "zod";
import { MODEL_PHASES, type TurnPosition, type TurnSortKey } from "#lib/domain/turn-order.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { TOLD_TURNS } from "./told-rows.ts";
import { type TurnSelection, turnConditions } from "./turn-conditions.ts";
import { PHASE_COLUMNS, TURN_COLUMNS, TurnRow } from "./turn-row.ts";

const SlowestRow = z.object({ id: z.string(), variantId: z.number(), e2eMs: z.number() });

const Row = TurnRow.extend({
  roundTrips: z.number(),
  modelMs: z.number(),
  mainVariantId: z.number().nullable(),
  slowest: SlowestRow.nullable(),
});

/**
 * A turn, how many round trips it took and for how long they had it wait, the model variant of most of them (null without
 * any), and the one with the greatest `e2eMs`.
 */
export type ListedTurnRow = z.output<typeof Row>;

/** One page of an ordered list, the greatest first. */
export interface TurnPage {
  readonly order: TurnSortKey;
  /** Where the page before ended; null for the first page. */
  readonly after: TurnPosition | null;
  readonly limit: number;
}

const ORDER_COLUMNS: Readonly<Record<TurnSortKey, Prisma.Sql>> = {
  startedAt: Prisma.sql`r.started_at`,
  durationMs: Prisma.sql`r.duration_ms`,
  modelMs: modelMsOf(Prisma.sql`r`),
  roundTrips: Prisma.sql`r.round_trips`,
};

/** Round trips begin while their turn runs; clocks and clients may differ by so much. */
const SLACK = Prisma.sql`interval '1 hour'`;

/** The selected turns in order, at most `limit`, from behind `after`. */
export function findTurns(
  database: Database,
  selection: TurnSelection,
  page: TurnPage,
): Promise<ListedTurnRow[]> {
  const key = ORDER_COLUMNS[page.order];
  const isBehind = page.after ? Prisma.sql`and ${behind(page.order, page.after)}` : Prisma.empty;
  // Only those of the page are joined with the rest and looked up among the round trips.
  return readRows(
    database,
    Row,
    Prisma.sql`
      with page as (
        select r.id, r.started_at, r.key from (
          select r.id, r.started_at, ${key} as key from ${TOLD_TURNS} r
          where ${turnConditions(selection)} ${isBehind} ${fence(selection, page)}
        ) as r
        order by r.key desc, r.id desc
        limit ${page.limit}::int
      )
      select ${TURN_COLUMNS}, t.round_trips as "roundTrips", ${modelMsOf(Prisma.sql`t`)} as "modelMs",
        t.main_variant_id as "mainVariantId", s.told as slowest
      from page p
        join ${TOLD_TURNS} t on t.id = p.id and t.started_at = p.started_at
        left join lateral (
          select json_build_object('id', f.id, 'variantId', o.variant_id, 'e2eMs', f.e2e_ms) as told
          from round_trips f join routes o on o.id = f.route_id
          where f.turn_id = t.id and f.started_at >= t.started_at - ${SLACK}
            and f.started_at < t.started_at + t.duration_ms * interval '1 millisecond' + ${SLACK}
          order by f.e2e_ms desc, f.id limit 1) s on true
      order by p.key desc, t.id desc`,
  );
}

/**
 * Who filters may ask for few: looking for them along the order, one by one, can take longer than looking at all that there
 * is in the window. Newest first, what is near the window's end is near the beginning of the list.
 */
function fence({ mainVariantIds, filters }: TurnSelection, { order }: TurnPage): Prisma.Sql {
  const isFiltered = mainVariantIds !== null || Object.values(filters).some((values) => values.length > 0);
  return isFiltered && order !== "startedAt" ? Prisma.sql`offset 0` : Prisma.empty;
}

function behind(order: TurnSortKey, { value, id }: TurnPosition): Prisma.Sql {
  const key = ORDER_COLUMNS[order];
  const at =
    order === "startedAt"
      ? // Whole microseconds, so that the instant is met exactly.
        Prisma.sql`(timestamptz 'epoch' + ${value}::double precision * interval '1 microsecond')`
      : Prisma.sql`${value}::double precision`;
  return Prisma.sql`${key} <= ${at} and (${key} < ${at} or r.id < ${id})`;
}

/** The same sum in the same order everywhere, so that a value that was told is met again to the last digit. */
function modelMsOf(alias: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(
    MODEL_PHASES.map((phase) => Prisma.sql`${alias}.${PHASE_COLUMNS[phase]}`),
    " + ",
  )})`;
}
