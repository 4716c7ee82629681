/** Tells of an outage in one line when it begins and one when it is over, not once per failure. */
export class OutageLine {
  readonly #say: (line: string) => void;
  readonly #begins: string;
  readonly #ends: string;
  #isOut = false;

  constructor(say: (line: string) => void, begins: string, ends: string) {
    this.#say = say;
    this.#begins = begins;
    this.#ends = ends;
  }

  failed(error: unknown): void {
    if (this.#isOut) return;
    this.#isOut = true;
    this.#say(`${this.#begins}: ${reasonOf(error)}`);
  }

  worked(): void {
    if (!this.#isOut) return;
    this.#isOut = false;
    this.#say(this.#ends);
  }
}

/** How Prisma wraps what the driver says of a query in SQL. */
const RAW_QUERY = /^Raw query failed\. Code: `[^`]*`\. Message: `(.*)`$/s;

/** What an error says in one line. The database driver puts the reason last. */
export function reasonOf(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split("\n");
  const line = lines.findLast((text) => text.trim() !== "")?.trim() ?? "unknown reason";
  return RAW_QUERY.exec(line)?.[1] ?? line;
}
