/** What has been handed over for sending and is not acknowledged yet, up to a bound. */
export class Unsent<T> {
  readonly #items = new Set<T>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(item: T): void {
    if (this.#items.size < this.#max) this.#items.add(item);
  }

  /** They were acknowledged, or given up. */
  settle(items: readonly T[]): void {
    for (const item of items) this.#items.delete(item);
  }

  items(): T[] {
    return [...this.#items];
  }
}

/** Has what an exporter sends settled once the exporter is done with it, however that ended. */
export function settleAfterExport<T, R>(
  exporter: { export(items: T[], onResult: (result: R) => void): void },
  unsent: Unsent<T>,
): void {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, onResult) =>
    send(items, (result) => {
      unsent.settle(items);
      onResult(result);
    });
}
