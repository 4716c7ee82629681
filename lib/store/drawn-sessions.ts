import { Prisma } from "#prisma/generated/client.ts";

/**
 * The condition that a row's session is among those drawn: a share (0 to 1) of all sessions. A hash of the id is as good
 * as a draw, and always the same, so a smaller share's sessions are among those of a larger one. They are drawn first,
 * so that only their rows are read.
 */
export function isDrawn(session: Prisma.Sql, share: number): Prisma.Sql {
  if (share >= 1) return Prisma.sql`true`;
  return Prisma.sql`${session} = any(array(
    select d.id from sessions d where (hashint4(d.id) & 2147483647) < ${Math.floor(share * 2 ** 31)}::float8))`;
}
