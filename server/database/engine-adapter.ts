import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import pg from "pg";

const charType = 18;
const textType = 25;

/**
 * Lets Prisma's schema engine work inside a transaction that is open on `client`, where a statement that fails does
 * not end the transaction. `complaints` collects what PostgreSQL said about scripts.
 *
 * It differs from Prisma's own adapter in two more ways. A script runs as it is written, where Prisma's cuts it at each
 * semicolon, even inside the body of a function. And columns of the catalogue's one-byte "char" type are readable.
 */
export function engineAdapter(
  client: pg.Client,
  complaints: string[] = [],
): SqlMigrationAwareDriverAdapterFactory {
  const query = queryInSavepoint(client);
  let charColumns: readonly number[] = [];
  const pool = Object.assign(new pg.Pool(), {
    async query(...args: unknown[]) {
      const result = await query(...args);
      // A script of several statements has several results, and nobody reads them.
      const fields = Array.isArray(result) ? [] : result.fields;
      charColumns = fields.flatMap((field, index) => (field.dataTypeID === charType ? [index] : []));
      for (const index of charColumns) Object.assign(fields[index] ?? {}, { dataTypeID: textType });
      return result;
    },
  });
  const factory = new PrismaPg(pool);
  const connect = async (): Promise<SqlDriverAdapter> => {
    const adapter = await factory.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    return Object.assign(adapter, {
      async queryRaw(request: SqlQuery) {
        const result = await queryRaw(request);
        for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
        return result;
      },
      async executeScript(script: string) {
        try {
          await query(script);
        } catch (error) {
          complaints.push(error instanceof Error ? error.message : String(error));
          throw error;
        }
      },
    });
  };
  const { provider, adapterName } = factory;
  return { provider, adapterName, connect, connectToShadowDb: () => factory.connectToShadowDb() };
}

/** Runs one statement at a time, each in a savepoint. */
function queryInSavepoint(client: pg.Client) {
  const send = client.query.bind(client) as (
    ...args: unknown[]
  ) => Promise<pg.QueryResult | pg.QueryResult[]>;
  let last: Promise<unknown> = Promise.resolve();
  const run = async (args: readonly unknown[]) => {
    await send("SAVEPOINT statement");
    try {
      const result = await send(...args);
      await send("RELEASE SAVEPOINT statement");
      return result;
    } catch (error) {
      await send("ROLLBACK TO SAVEPOINT statement");
      throw error;
    }
  };
  return (...args: unknown[]) => {
    const result = last.then(() => run(args));
    last = result.catch(() => undefined);
    return result;
  };
}
