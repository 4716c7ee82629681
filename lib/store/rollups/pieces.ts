import type { ColumnType, SentRow } from "../insert-rows.ts";
import { type InternedTable, internRows } from "../intern-rows.ts";

type Transaction = Parameters<typeof internRows>[0];

/** Sums of the pieces that cuts make, each piece known by its key. */
export class Pieces<Key extends SentRow<string>, Sum> {
  readonly #make: () => Sum;
  /** The same piece stands here under each combination of ids that leads to it, so that its key is made once for each. */
  readonly #byIds = new Map<string, Sum>();
  readonly #byKey = new Map<string, { readonly key: Key; readonly sum: Sum }>();

  constructor(make: () => Sum) {
    this.#make = make;
  }

  /** The sum of the piece that these ids lead to; its key is asked for only when the ids are new. */
  of(ids: string, keyOf: () => Key): Sum {
    const known = this.#byIds.get(ids);
    if (known !== undefined) return known;
    const key = keyOf();
    const text = JSON.stringify(key);
    const piece = this.#byKey.get(text) ?? { key, sum: this.#make() };
    this.#byKey.set(text, piece);
    this.#byIds.set(ids, piece.sum);
    return piece.sum;
  }

  /** The sums by the id of their key; new keys are inserted. */
  async byKeyId<Fields extends string>(
    transaction: Transaction,
    table: InternedTable,
    fields: Readonly<Record<Fields, ColumnType>>,
  ): Promise<ReadonlyMap<number, Sum>> {
    const pieces = [...this.#byKey.values()];
    const rows = pieces.map(({ key }) => key as unknown as SentRow<Fields>);
    const ids = await internRows(transaction, table, fields, rows as never);
    return new Map(pieces.map(({ sum }, index) => [ids[index] ?? 0, sum]));
  }
}
