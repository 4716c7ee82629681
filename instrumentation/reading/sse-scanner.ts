import { type Arrivals, arrivedAt } from "./arrivals.ts";
import type { PieceShapes } from "./piece-shapes.ts";
import type { TextPiece } from "./text-piece.ts";

/** Takes the events of a stream. */
export interface EventSink {
  /**
   * One event: its name (empty when it has none) and its data, lines joined by line feeds. Answers what others like it will
   * say, where that is all of it.
   */
  event(name: string, data: string, atMs: number): TextPiece | null;
  /** One that is like another, with the length of its text as it is written. */
  piece(piece: TextPiece, length: number, atMs: number): void;
  /** The data of the stream's first piece, and of each that tells something besides, whether it was read or not. */
  describes(data: string, piece: TextPiece): void;
  /** What those look like. */
  readonly shapes: PieceShapes;
}

/** Of a stream in which so many events were like none before, none will be like another. */
const MISSES_MAX = 6;

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
  readonly #sink: EventSink;
  readonly #shapes: PieceShapes;
  #hasPiece = false;
  #misses = 0;
  /** What came after the last event: a rope of pieces, which is only looked into once its event is whole. */
  #pending = "";
  #pendingAtMs = 0;
  /** Whether a line feed that comes next belongs to the line's end before it. */
  #isAfterReturn = false;
  #isBegun = false;
  /** Whether the stream can no longer be followed. */
  broken = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
    this.#shapes = sink.shapes;
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
    let like = end === -1 ? null : this.#findLike(rest, from);
    while (end !== -1) {
      // It is whole with the second line feed.
      while (piece < count - 1 && end + 1 - length >= (ends[piece] ?? 0)) piece += 1;
      const atMs = timesMs[piece] ?? 0;
      if (like !== null) this.#piece(like, rest, from, atMs);
      else if (end > from) this.#block(rest, from, end, atMs);
      from = end + 2;
      // More blank lines are none of the next event's.
      while (rest.charCodeAt(from) === 10) from += 1;
      like = this.#findLike(rest, from);
      end = like === null ? rest.indexOf("\n\n", from) : this.#shapes.end - 2;
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

  #findLike(text: string, from: number): TextPiece | null {
    return from < text.length ? this.#shapes.find(text, from) : null;
  }

  #piece(piece: TextPiece, text: string, from: number, atMs: number): void {
    const { length, end } = this.#shapes;
    this.#sink.piece(piece, length, atMs);
    if (piece.tells || !this.#hasPiece)
      this.#sink.describes(text.slice(text.indexOf("{", from), end - 2), piece);
    this.#hasPiece = true;
  }

  #learn(text: string, from: number, end: number, piece: TextPiece): void {
    if (this.#misses >= MISSES_MAX) return;
    if (!this.#shapes.learn(text.slice(from, end), piece)) this.#misses += 1;
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
        const data = text.slice(start + 6, end);
        const piece = this.#sink.event(name, data, atMs);
        if (piece === null) return;
        if (piece.tells || !this.#hasPiece) this.#sink.describes(data, piece);
        this.#hasPiece = true;
        this.#learn(text, from, end, piece);
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
    if (data.length > 0) this.#sink.event(name, data.join("\n"), atMs);
  }
}
