import { z } from "zod";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import type { Phase } from "#lib/domain/phase.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { unixMsOf } from "./round-trip-row.ts";

/** The columns of the phases in turns, without the table's alias. */
export const PHASE_COLUMNS: Readonly<Record<Phase, Prisma.Sql>> = {
  client: Prisma.sql`client_ms`,
  connect: Prisma.sql`connect_ms`,
  queue: Prisma.sql`queue_ms`,
  firstToken: Prisma.sql`first_token_ms`,
  generation: Prisma.sql`generation_ms`,
  tool: Prisma.sql`tool_ms`,
  approval: Prisma.sql`approval_ms`,
  throttle: Prisma.sql`throttle_ms`,
  unattributed: Prisma.sql`unattributed_ms`,
};

/** Milliseconds of each phase, as one column of JSON gives them. */
export const PhasesRow = z.object({
  client: z.number(),
  connect: z.number(),
  queue: z.number(),
  firstToken: z.number(),
  generation: z.number(),
  tool: z.number(),
  approval: z.number(),
  throttle: z.number(),
  unattributed: z.number(),
} satisfies Record<Phase, z.ZodNumber>);

/** A turn as stored. */
export const TurnRow = z.object({
  id: z.string(),
  sessionId: z.string(),
  client: z.string(),
  clientVersion: z.string().nullable(),
  person: z.string().nullable(),
  team: z.string().nullable(),
  repository: z.string().nullable(),
  startedAtMs: z.number(),
  durationMs: z.number(),
  outcome: z.enum(OUTCOMES),
  phases: PhasesRow,
});

export type TurnRow = z.output<typeof TurnRow>;

/** The columns of a TurnRow, from TOLD_TURNS aliased t. */
export const TURN_COLUMNS = Prisma.sql`
  t.id, t.session_id as "sessionId", t.client, t.client_version as "clientVersion", t.person, t.team, t.repository,
  ${unixMsOf(Prisma.sql`t.started_at`)} as "startedAtMs", t.duration_ms as "durationMs", t.outcome,
  json_build_object(${Prisma.join(
    Object.entries(PHASE_COLUMNS).map(([phase, column]) => Prisma.sql`${phase}::text, t.${column}`),
  )}) as phases`;
