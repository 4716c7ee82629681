import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";

/** The database did not answer: it is down, still starting, refuses us, or its address is wrong. */
export class DatabaseUnreachableError extends Error {
  override readonly name = "DatabaseUnreachableError";
  /** Next hands a digest on to the error page, where the message of a server error never arrives. */
  readonly digest = "DATABASE_UNREACHABLE";
}

// Prisma's own codes, the operating system's, and PostgreSQL's classes 08 (connection), 28 (sign-in), 3D (no such
// database), 53 (too many connections) and 57P (shutting down or starting).
const UNREACHABLE =
  /\b(P1000|P1001|P1002|P1003|P1008|P1010|P1011|P1017|P2024|P2037|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE|08\w{3}|28\w{3}|3D000|53300|57P0[0-9])\b|DatabaseNotReachable|DatabaseDoesNotExist|ConnectionClosed|SocketTimeout|AuthenticationFailed|DatabaseAccessDenied|TooManyConnections|timeout exceeded when trying to connect|Connection terminated|server closed the connection/i;

/** Runs one query and parses its rows. Throws DatabaseUnreachableError, or a ZodError when a row is not as promised. */
export async function readRows<T extends z.ZodType>(
  database: Pick<Database, "$queryRaw">,
  row: T,
  query: Prisma.Sql,
): Promise<z.output<T>[]> {
  return z.array(row).parse(await answerOf(database.$queryRaw(query)));
}

/** What the database answers. Throws DatabaseUnreachableError when it does not. */
export async function answerOf<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isUnreachable(error))
      throw new DatabaseUnreachableError("The database is not reachable", { cause: error });
    throw error;
  }
}

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errorCode, meta } = error as Error & { code?: unknown; errorCode?: unknown; meta?: unknown };
  return (
    [code, errorCode, error.message, JSON.stringify(meta ?? null)].some((text) =>
      UNREACHABLE.test(String(text)),
    ) || isUnreachable(error.cause)
  );
}
