import { z } from "zod";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import type { Prisma } from "#prisma/generated/client.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

const text = z.string().nullable();

const RouteRow = z.object({
  id: z.number(),
  variantId: z.number(),
  transport: text,
  connectionReused: z.boolean().nullable(),
  basis: z.string(),
  fallbackFromWebSocket: z.boolean().nullable(),
});

const CallerRow = z.object({
  id: z.number(),
  client: z.string(),
  clientVersion: text,
  person: text,
  team: text,
  repository: text,
});

const EndingRow = z.object({
  id: z.number(),
  outcome: z.enum(OUTCOMES),
  errorType: text,
  statusCode: z.number().nullable(),
});

export type RouteRow = z.output<typeof RouteRow>;
export type CallerRow = z.output<typeof CallerRow>;
export type EndingRow = z.output<typeof EndingRow>;

/** What facts have in common, by id. */
export interface DimensionRows {
  readonly routes: ReadonlyMap<number, RouteRow>;
  readonly callers: ReadonlyMap<number, CallerRow>;
  readonly endings: ReadonlyMap<number, EndingRow>;
}

/** Remembers rows, which never change, and fetches those that it does not know yet. */
export class DimensionCache implements DimensionRows {
  readonly routes = new Map<number, RouteRow>();
  readonly callers = new Map<number, CallerRow>();
  readonly endings = new Map<number, EndingRow>();

  /** Learns the rows of these ids, inside the transaction that saw them. */
  async learn(
    transaction: Transaction,
    ids: {
      readonly routes: Iterable<number>;
      readonly callers: Iterable<number>;
      readonly endings: Iterable<number>;
    },
  ): Promise<void> {
    await fetchInto(
      this.routes,
      RouteRow,
      ids.routes,
      (wanted) => transaction.$queryRaw`
      select id, variant_id as "variantId", transport, connection_reused as "connectionReused", basis,
        fallback_from_web_socket as "fallbackFromWebSocket" from routes where id = any(${wanted}::int[])`,
    );
    await fetchInto(
      this.callers,
      CallerRow,
      ids.callers,
      (wanted) => transaction.$queryRaw`
      select id, client, client_version as "clientVersion", person, team, repository
      from callers where id = any(${wanted}::int[])`,
    );
    await fetchInto(
      this.endings,
      EndingRow,
      ids.endings,
      (wanted) => transaction.$queryRaw`
      select id, outcome, error_type as "errorType", status_code as "statusCode"
      from endings where id = any(${wanted}::int[])`,
    );
  }
}

async function fetchInto<T extends { readonly id: number }>(
  known: Map<number, T>,
  row: z.ZodType<T>,
  ids: Iterable<number>,
  fetch: (wanted: number[]) => Promise<unknown>,
): Promise<void> {
  const wanted = [...new Set(ids)].filter((id) => !known.has(id));
  if (wanted.length === 0) return;
  for (const found of z.array(row).parse(await fetch(wanted))) known.set(found.id, found);
}
