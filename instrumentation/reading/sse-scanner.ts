import { type Arrivals, arrivedAt } from "./arrivals.ts";

/** Takes one event of a stream: its name (empty when it has none) and its data, lines joined by line feeds. */
export type OnServerSentEvent = (name: string, data: string, atMs: number) => void;

/** An event longer than this is no event: the scanner gives up. */
const EVENT_MAX = 8 * 1024 * 1024;

/** U+FEFF in UTF-8, as ISO 8859-1 has it. */
const BYTE_ORDER_MARK = "\xef\xbb\xbf";

/**
 * Cuts a stream of server-sent events (WHATWG HTML, section 9.2.6) into events, whatever pieces it arrives in. Text is
 * ISO 8859-1 here: JSON's own characters are the same in it, and nothing else is read, so that UTF-8 cut in two does
 * no harm.
 */
export class SseScanner {
  readonly #onEvent: OnServerSentEvent;
  /** What came after the last event: a rope of pieces, which is only looked into once its event is whole. */
  #pending = "";
  #pendingAtMs = 0;
  /** Whether a line feed that comes next belongs to the line's end before it. */
  #isAfterReturn = false;
  #isBegun = false;
  /** Whether the stream can no longer be followed. */
  broken = false;

  constructor(onEvent: OnServerSentEvent) {
    this.#onEvent = onEvent;
  }

  /** Takes what came next, in one or more pieces. */
  push(text: string, arrivals: Arrivals): void {
    if (text === "") return;
    if (this.#isAfterReturn || text.includes("\r")) this.#pushReturns(text, arrivals);
    else this.#pushLines(text, arrivals);
  }

  /** Piece by piece, because they get shorter. */
  #pushReturns(text: string, { count, ends, timesMs }: Arrivals): void {
    let from = 0;
    for (let piece = 0; piece < count; piece += 1) {
      const to = ends[piece] ?? text.length;
      const lines = this.#withoutReturns(text.slice(from, to));
      this.#pushLines(lines, arrivedAt(lines.length, timesMs[piece] ?? 0));
      from = to;
    }
  }

  #pushLines(text: string, { count, ends, timesMs }: Arrivals): void {
    if (this.broken || text === "") return;
    const { length } = this.#pending;
    let piece = 0;
    let end = text.indexOf("\n\n");
    if (end !== -1) end += length;
    if (length > 0 && text.startsWith("\n") && this.#pending.endsWith("\n")) end = length - 1;
    const rest = length === 0 ? text : this.#pending + text;
    let from = 0;
    while (end !== -1) {
      // It is whole with the second line feed.
      while (piece < count - 1 && end + 1 - length >= (ends[piece] ?? 0)) piece += 1;
      if (end > from) this.#block(rest, from, end, timesMs[piece] ?? 0);
      from = end + 2;
      // More blank lines are none of the next event's.
      while (rest.charCodeAt(from) === 10) from += 1;
      end = rest.indexOf("\n\n", from);
    }
    this.#pending = from === 0 ? rest : rest.slice(from);
    this.#pendingAtMs = timesMs[count - 1] ?? 0;
    if (this.#pending.length > EVENT_MAX) {
      this.broken = true;
      this.#pending = "";
    }
  }

  /**
   * The stream is over. An event without its blank line counts, because some servers leave the last one out; one that
   * broke off in its middle does not.
   */
  end(): void {
    const rest = this.#pending;
    this.#pending = "";
    if (/[\n}\]]$/.test(rest)) this.#block(rest, 0, rest.length, this.#pendingAtMs);
  }

  /** Line feeds alone, also where the two characters of one line's end come in two pieces. */
  #withoutReturns(text: string): string {
    const from = this.#isAfterReturn && text.startsWith("\n") ? 1 : 0;
    this.#isAfterReturn = text.endsWith("\r");
    return text.slice(from).replace(/\r\n?/g, "\n");
  }

  #block(text: string, from: number, end: number, atMs: number): void {
    let name = "";
    let start = from;
    if (!this.#isBegun) {
      this.#isBegun = true;
      if (text.startsWith(BYTE_ORDER_MARK, from)) start += BYTE_ORDER_MARK.length;
    }
    if (text.startsWith("event: ", start)) {
      const line = text.indexOf("\n", start);
      if (line !== -1 && line < end) {
        name = text.slice(start + 7, line);
        start = line + 1;
      }
    }
    if (text.startsWith("data: ", start)) {
      const line = text.indexOf("\n", start);
      if (line === -1 || line >= end) {
        this.#onEvent(name, text.slice(start + 6, end), atMs);
        return;
      }
    }
    this.#lines(text.slice(start, end), name, atMs);
  }

  /** What is not one name and one line of data, in this order. */
  #lines(block: string, firstName: string, atMs: number): void {
    let name = firstName;
    const data: string[] = [];
    for (const line of block.split("\n")) {
      const colon = line.indexOf(":");
      // A line that begins with a colon is a comment; many servers send them to keep the connection alive.
      if (colon === 0) continue;
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
      if (field === "event") name = value;
      else if (field === "data") data.push(value);
    }
    if (data.length > 0) this.#onEvent(name, data.join("\n"), atMs);
  }
}
