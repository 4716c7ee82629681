import type { Database } from "./database.ts";

/** How many entries wait in the queue of assemblies. Throws when the database does not answer. */
export async function countPendingAssemblies(database: Database): Promise<number> {
  return await database.pendingAssembly.count();
}
