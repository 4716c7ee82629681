import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "../database.ts";
import { answerOf } from "../read-rows.ts";

/** Reads with several queries what was committed at one moment. Throws DatabaseUnreachableError. */
export function inSnapshot<T>(
  database: Database,
  read: (transaction: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return answerOf(
    database.$transaction(read, {
      isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
      maxWait: 10_000,
      timeout: 60_000,
    }),
  );
}
