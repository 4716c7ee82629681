import { z } from "zod";
import type { CutDimension } from "#lib/domain/figures/cut.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { COLUMNS } from "./round-trip-conditions.ts";
import { TOLD_TURNS } from "./told-rows.ts";
import { type TurnSelection, turnConditions } from "./turn-conditions.ts";

const Row = z.object({
  value: z.string().nullable(),
  roundTrips: z.number(),
  turns: z.number(),
});

/** How many turns with this value, a dimension's or the id of their main variant, took so many round trips. */
export type TurnCountRow = z.output<typeof Row>;

/** What the turns are told apart by: who ran them, the model variant of most of their round trips, or nothing. */
export type TurnCountBy =
  | Extract<CutDimension, "client" | "clientVersion" | "person" | "team" | "repository">
  | "mainVariant"
  | null;

/** Counts the selected turns by how many round trips they took, from the facts: roll-ups only tell the sum. */
export function countTurnsByRoundTrips(
  database: Database,
  selection: TurnSelection,
  by: TurnCountBy,
): Promise<TurnCountRow[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select ${told(by)} as value, r.round_trips as "roundTrips", count(*)::int as turns
      from ${TOLD_TURNS} r
      where ${turnConditions(selection)}
      group by 1, 2 order by 2`,
  );
}

function told(by: TurnCountBy): Prisma.Sql {
  if (by === null) return Prisma.sql`null::text`;
  return by === "mainVariant" ? Prisma.sql`r.main_variant_id::text` : COLUMNS[by].name;
}
