import { type BodyFraming, responseFraming } from "./body-framing.ts";
import { HEAD_END, HEAD_MAX, type MessageHead, readHead } from "./message-head.ts";

/** What a scanner tells of. */
export interface ResponseListener {
  /** Every head, informational ones included; `bytes` are the head's own. */
  readonly onHead: (status: number, head: MessageHead, bytes: Uint8Array) => void;
  readonly onPayload: (bytes: Uint8Array) => void;
}

/**
 * Follows the answer to one request by the bytes that pass. When it cannot, the answer counts as one that only the end of
 * the connection ends.
 */
export class ResponseScanner {
  readonly #method: string;
  readonly #listener: ResponseListener;
  #head: Buffer<ArrayBufferLike> | null = null;
  #framing: BodyFraming | null = null;
  #isLost = false;
  #isUpgraded = false;

  constructor(method: string, listener: ResponseListener) {
    this.#method = method;
    this.#listener = listener;
  }

  /** The answer is complete: what follows on the connection is no part of it. */
  get isDone(): boolean {
    return this.#framing?.isDone ?? false;
  }

  /** It was a 101: what follows is of another protocol. */
  get isUpgraded(): boolean {
    return this.#isUpgraded;
  }

  /** Only the end of the connection ends it. */
  get isUntilClose(): boolean {
    return this.#isLost || (this.#framing?.isUntilClose ?? false);
  }

  /** Looks at bytes and returns where the answer ends in them, or their length. */
  push(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.byteLength && !this.#isLost && !this.#isUpgraded && !this.isDone) {
      try {
        if (this.#framing === null) at = this.#pushHead(bytes, at);
        else at = this.#framing.push(bytes, at, this.#listener.onPayload);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.#isLost = true;
      }
    }
    return this.#isLost ? bytes.byteLength : at;
  }

  #pushHead(bytes: Uint8Array, from: number): number {
    const before = this.#head?.byteLength ?? 0;
    const seen =
      before === 0
        ? Buffer.from(bytes.subarray(from))
        : Buffer.concat([this.#head ?? bytes, bytes.subarray(from)]);
    const end = seen.indexOf(HEAD_END, Math.max(0, before - HEAD_END.length));
    if (end === -1) {
      this.#head = seen;
      if (seen.byteLength > HEAD_MAX) this.#isLost = true;
      return bytes.byteLength;
    }
    this.#head = null;
    const head = readHead(seen.toString("latin1", 0, end));
    const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(head?.firstLine ?? "")?.[1] ?? 0);
    const after = from + end + HEAD_END.length - before;
    if (head === null || status === 0) {
      this.#isLost = true;
      return after;
    }
    this.#isUpgraded = status === 101;
    if (status >= 200) {
      this.#framing = responseFraming(head, status, this.#method);
      this.#isLost = this.#framing === null;
    }
    this.#listener.onHead(status, head, seen.subarray(0, end + HEAD_END.length));
    return after;
  }
}
