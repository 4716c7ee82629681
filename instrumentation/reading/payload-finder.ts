/**
 * Finds the JSON string after one key, in one event of a stream after the other. Neighbours are built alike, so that the
 * key mostly stands where it stood before, and nothing has to be searched.
 */
export class PayloadFinder {
  readonly #key: string;
  #at = -1;
  /** Where the string of the last event that had one begins, and the index of the quote that ends it. */
  start = 0;
  end = 0;

  /** `key` with its quotes, its colon and the quote that opens the string, such as `"delta":"`. */
  constructor(key: string) {
    this.#key = key;
  }

  /**
   * Length of the string as it is written, escapes included, which is near enough for a share; 0 when it is empty, -1
   * when the key is not there.
   */
  find(data: string): number {
    if (this.#at === -1 || !data.startsWith(this.#key, this.#at)) {
      this.#at = data.indexOf(this.#key);
      if (this.#at === -1) return -1;
    }
    this.start = this.#at + this.#key.length;
    let end = data.indexOf('"', this.start);
    while (end !== -1 && data.charCodeAt(end - 1) === 92 && !isEscaped(data, end - 1))
      end = data.indexOf('"', end + 1);
    this.end = end === -1 ? data.length : end;
    return this.end - this.start;
  }
}

/** Whether the backslash at `at` is itself escaped, so that what follows it is not. */
function isEscaped(data: string, at: number): boolean {
  let backslashes = 0;
  while (data.charCodeAt(at - 1 - backslashes) === 92) backslashes += 1;
  return backslashes % 2 === 1;
}
