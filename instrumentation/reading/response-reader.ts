/** Reads the answers of one protocol into facts. Text is ISO 8859-1; nothing of its content is kept. */
export interface ResponseReader {
  /** One event of a stream: its name (may be empty) and its data. */
  event(name: string, data: string, atMs: number): void;
  /** A whole answer that did not stream, parsed. */
  whole(body: unknown): void;
  /** The stream is over: reads what was put off until now. */
  end(): void;
}
