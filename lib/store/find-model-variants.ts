import { z } from "zod";
import type { ModelVariant } from "#lib/domain/round-trip.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";

/** A model variant as the facts refer to it. */
export interface StoredVariant extends ModelVariant {
  readonly id: number;
}

const Row = z.object({
  id: z.number(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  serviceTier: z.string().nullable(),
  reasoningEffort: z.string().nullable(),
});

/** All model variants ever seen: few rows. */
export function findModelVariants(database: Database): Promise<StoredVariant[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select id, provider, model, service_tier as "serviceTier", reasoning_effort as "reasoningEffort"
      from model_variants`,
  );
}
