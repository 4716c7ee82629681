/** Takes one event of a stream: its name (empty when it has none) and its data, lines joined by line feeds. */
export type OnServerSentEvent = (name: string, data: string, atMs: number) => void;

/** An event longer than this is no event: the scanner gives up. */
const EVENT_MAX = 8 * 1024 * 1024;

/**
 * Cuts a stream of server-sent events (WHATWG HTML, section 9.2.6) into events, whatever pieces it arrives in. Text is
 * ISO 8859-1 here: JSON's own characters are the same in it, and nothing else is read, so that UTF-8 cut in two does
 * no harm.
 */
export class SseScanner {
  readonly #onEvent: OnServerSentEvent;
  #pending = "";
  /** Whether the stream can no longer be followed. */
  broken = false;

  constructor(onEvent: OnServerSentEvent) {
    this.#onEvent = onEvent;
  }

  push(text: string, atMs: number): void {
    if (this.broken) return;
    let rest = this.#pending === "" ? text : this.#pending + text;
    if (rest.includes("\r")) rest = withoutReturns(rest);
    let from = 0;
    for (;;) {
      const end = rest.indexOf("\n\n", from);
      if (end === -1) break;
      if (end > from) this.#block(rest, from, end, atMs);
      from = end + 2;
      // More blank lines are none of the next event's.
      while (rest.charCodeAt(from) === 10) from += 1;
    }
    this.#pending = from === 0 ? rest : rest.slice(from);
    if (this.#pending.length > EVENT_MAX) {
      this.broken = true;
      this.#pending = "";
    }
  }

  /** The stream is over. An event without its blank line counts, because some servers leave the last one out. */
  end(atMs: number): void {
    const rest = withoutReturns(this.#pending).replace(/\r$/, "");
    this.#pending = "";
    if (!this.broken && rest.trim() !== "") this.#block(rest, 0, rest.length, atMs);
  }

  #block(text: string, from: number, end: number, atMs: number): void {
    let name = "";
    let start = from;
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
    this.#lines(text.slice(from, end), atMs);
  }

  /** What is not one name and one line of data, in this order. */
  #lines(block: string, atMs: number): void {
    let name = "";
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

/** Line feeds alone; a carriage return at the very end may be half of a line's end and stays. */
function withoutReturns(text: string): string {
  return text.replace(/\r\n|\r(?=[\s\S])/g, "\n");
}
