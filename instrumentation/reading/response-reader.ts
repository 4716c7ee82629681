import type { PieceShapes } from "./piece-shapes.ts";
import type { TextPiece } from "./text-piece.ts";

/** Reads the answers of one protocol into facts. Text is ISO 8859-1; nothing of its content is kept. */
export interface ResponseReader {
  /**
   * One event of a stream: its name (may be empty) and its data. Answers what all like it say, where that is a piece of
   * text and nothing else that counts.
   */
  event(name: string, data: string, atMs: number): TextPiece | null;
  /** What such events look like, for all streams of the protocol; without it, all are read. */
  readonly shapes?: PieceShapes;
  /** Takes the data of a stream's first such event, and of each that tells something besides, whether it was read or not. */
  describes?(data: string, piece: TextPiece): void;
  /** A whole answer that did not stream, parsed. */
  whole(body: unknown): void;
  /** The stream is over: reads what was put off until now. */
  end(): void;
}
