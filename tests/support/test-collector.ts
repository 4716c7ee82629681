import { type Database, openDatabase } from "#lib/store/database.ts";
import { startCollector } from "#server/collector/start-collector.ts";
import { type Answer, type Request, sendRequest } from "./send-request.ts";
import { createTestDatabase } from "./test-database.ts";

/** A collector in the process of the test, with a database of its own. */
export interface TestCollector {
  readonly port: number;
  readonly grpcPort: number;
  readonly database: Database;
  readonly databaseUrl: string;
  /** Every line it would have shown to a person. */
  readonly said: readonly string[];
  send(request: Omit<Request, "port">): Promise<Answer>;
  /** What /metrics says: name with labels to value. */
  metrics(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

/** Starts one on a free port. Given a URL, it uses that database, reachable or not. */
export async function startTestCollector(url?: string): Promise<TestCollector> {
  const testDatabase = url === undefined ? await createTestDatabase() : { url, drop: async () => undefined };
  const database = openDatabase(testDatabase.url);
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const collector = await startCollector(database, { host: "127.0.0.1", port: 0, grpcPort: 0, say });
  const send = (request: Omit<Request, "port">) => sendRequest({ port: collector.port, ...request });
  return {
    port: collector.port,
    grpcPort: collector.grpcPort,
    database,
    databaseUrl: testDatabase.url,
    said,
    send,
    async metrics() {
      const { body } = await send({ path: "/metrics", method: "GET" });
      const lines = body
        .toString()
        .split("\n")
        .filter((line) => /^\w/.test(line));
      return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(line.replace(/^.* /, ""))]));
    },
    async close() {
      await collector.close();
      await database.$disconnect();
      await testDatabase.drop();
    },
  };
}
