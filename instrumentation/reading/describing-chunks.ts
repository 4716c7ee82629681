/** Fields that describe the whole answer, the same in every chunk. */
const DESCRIBES = /"(?:id|model|service_tier)"\s*:\s*"/;

/**
 * Chunks of Chat Completions that describe their answer. They are read at its end, since most say what the others do, and of
 * those that tell of the tokens used with every piece of text the last one counts.
 */
export class DescribingChunks {
  readonly #onRead: (data: string) => void;
  /** What a first one says, and how it begins, up to what is its own. */
  #first: string | null = null;
  #beginning = "";
  #telling: string | null = null;
  #isTellingPiece = false;

  /** `onRead` is given those that are to be read, in their order: what comes later counts. */
  constructor(onRead: (data: string) => void) {
    this.#onRead = onRead;
  }

  /** Takes the next one: whether it tells of the tokens used or the server's own time, and comes with a piece of text. */
  add(data: string, tells: boolean, isPiece: boolean): void {
    if (tells) {
      if (this.#telling !== null && !(isPiece && this.#isTellingPiece)) this.read();
      this.#telling = data;
      this.#isTellingPiece = isPiece;
      return;
    }
    if (this.#first !== null && this.#telling === null && this.#begins(data) && this.#isBare(data)) return;
    this.read();
    const at = data.indexOf('"choices"');
    this.#first = data;
    this.#beginning = at === -1 ? data : data.slice(0, at);
  }

  /** Has read what was put off until now. */
  read(): void {
    const [first, telling] = [this.#first, this.#telling];
    this.#first = null;
    this.#telling = null;
    if (first !== null && (telling === null || !this.#begins(telling) || !this.#isBare(first)))
      this.#onRead(first);
    if (telling !== null) this.#onRead(telling);
  }

  /** Whether it begins as the first one does. Comparing slices takes a tenth of the time that startsWith does. */
  #begins(data: string): boolean {
    return data.slice(0, this.#beginning.length) === this.#beginning;
  }

  /** Whether one that begins so, and tells nothing, describes nothing behind that either. */
  #isBare(data: string): boolean {
    return !DESCRIBES.test(data.slice(this.#beginning.length));
  }
}
