import { PayloadFinder } from "./payload-finder.ts";

/**
 * Tells what a chunk of Chat Completions says without parsing it. Neighbours differ in their text alone, so that a chunk
 * is ordinary when around its text stands what stood around the one before.
 */
export class ChatGlance {
  /** Whether a space follows the colons, as Python writes JSON. */
  readonly isSpaced: boolean;
  readonly #outputs: readonly PayloadFinder[];
  readonly #thoughts: readonly PayloadFinder[];
  readonly #error: string;
  readonly #usage: string;
  readonly #finish: string;
  #last: PayloadFinder;
  #lastKind: "output" | "reasoning" = "output";
  /** What stood before and after the last text; empty when it said something of its own. */
  #before = "";
  #after = "";
  /** Length of the text, and whether the chunk tells beside it of the tokens used, or why it is the last one. */
  length = 0;
  tellsUsage = false;
  tellsFinish = false;

  constructor(isSpaced: boolean) {
    const space = isSpaced ? " " : "";
    const finder = (name: string) => new PayloadFinder(`"${name}":${space}"`);
    const content = finder("content");
    this.isSpaced = isSpaced;
    this.#outputs = [content, finder("arguments"), finder("refusal")];
    this.#thoughts = [finder("reasoning_content"), finder("reasoning")];
    this.#error = `"error":${space}`;
    this.#usage = `"usage":${space}{`;
    this.#finish = `"finish_reason":${space}"`;
    this.#last = content;
  }

  /** The kind of its text; null when it has none that is known, or has to be parsed. */
  look(data: string): "output" | "reasoning" | null {
    this.tellsUsage = false;
    this.tellsFinish = false;
    const length = this.#last.find(data);
    if (length <= 0) return this.#lookAnew(data);
    this.length = length;
    // Comparing slices takes a tenth of the time that startsWith does.
    const isBeforeKnown = data.slice(0, this.#last.start) === this.#before;
    const isAfterKnown = data.slice(this.#last.end) === this.#after;
    if (isBeforeKnown && isAfterKnown) return this.#lastKind;
    return this.#readAround(data, isBeforeKnown, isAfterKnown);
  }

  #lookAnew(data: string): "output" | "reasoning" | null {
    for (const kind of ["output", "reasoning"] as const) {
      const found = this.#finders(kind).find((finder) => finder.find(data) > 0);
      if (found === undefined) continue;
      this.#last = found;
      this.#lastKind = kind;
      this.length = found.end - found.start;
      return this.#readAround(data, false, false);
    }
    return null;
  }

  #readAround(data: string, isBeforeKnown: boolean, isAfterKnown: boolean): "output" | "reasoning" | null {
    if (!isBeforeKnown) {
      const before = this.#read(data.slice(0, this.#last.start));
      if (before === null) return null;
      this.#before = before;
    }
    if (!isAfterKnown) {
      const after = this.#read(data.slice(this.#last.end));
      if (after === null) return null;
      this.#after = after;
    }
    return this.#lastKind;
  }

  #finders(kind: "output" | "reasoning"): readonly PayloadFinder[] {
    return kind === "output" ? this.#outputs : this.#thoughts;
  }

  /** Reads one side: itself when it is ordinary, empty when it is not, null when the chunk has to be parsed. */
  #read(side: string): string | null {
    // The last thought and the first word may come together.
    for (const other of this.#finders(this.#lastKind === "output" ? "reasoning" : "output"))
      if (other.find(side) > 0) return null;
    const at = side.indexOf(this.#error);
    if (at !== -1 && !side.startsWith("null", at + this.#error.length)) return null;
    const tellsUsage = side.includes(this.#usage);
    const tellsFinish = side.includes(this.#finish);
    this.tellsUsage ||= tellsUsage;
    this.tellsFinish ||= tellsFinish;
    return tellsUsage || tellsFinish ? "" : side;
  }
}
