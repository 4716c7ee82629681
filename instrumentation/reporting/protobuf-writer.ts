import { Buffer } from "node:buffer";

/** Texts up to this length are written character by character, which is faster than asking for an encoder. */
const SHORT_MAX = 48;
const FIRST_BYTES = 4_096;
const INT32_MAX = 2 ** 31 - 1;

/** Writes protobuf's wire format (protobuf.dev, "Encoding") into bytes that grow as they have to. */
export class ProtobufWriter {
  #bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** So many bytes are written. */
  get length(): number {
    return this.#at;
  }

  /** What is written, not copied. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Forgets what was written after the first so many bytes. */
  truncate(length: number): void {
    this.#at = length;
  }

  /** A field's tag of one byte: its number is below 16. */
  tag(field: number, wireType: 0 | 1 | 2 | 5): void {
    this.#byte((field << 3) | wireType);
  }

  /** A field's tag of two bytes: its number is 16 or above. */
  longTag(field: number, wireType: 0 | 1 | 2 | 5): void {
    this.#byte(((field << 3) & 0x7f) | wireType | 0x80);
    this.#byte(field >> 4);
  }

  /** Begins what has its length before it; to be ended with what this returns. */
  begin(): number {
    this.#byte(0);
    return this.#at;
  }

  end(begun: number): void {
    const length = this.#at - begun;
    if (length < 128) {
      this.#bytes[begun - 1] = length;
      return;
    }
    let more = 0;
    for (let rest = length >>> 7; rest > 0; rest >>>= 7) more += 1;
    this.#reserve(more);
    this.#bytes.copyWithin(begun + more, begun, this.#at);
    this.#at = begun - 1;
    this.varint(length);
    this.#at += length;
  }

  /** An integer from 0 to 2^53 - 1. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  /** An int64: any integer from -2^63 to below 2^63. */
  int64(value: number): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
      this.varint(value);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
    this.#byte(Number(rest));
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#at = this.#bytes.writeUInt32LE(value >>> 0, this.#at);
  }

  fixed64(value: bigint): void {
    this.#reserve(8);
    this.#at = this.#bytes.writeBigUInt64LE(value, this.#at);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /**
   * A message in one go, whose last field is OTLP's `AnyValue` of a plain value. `head` is what stands before the value: the
   * message's tag and a byte for its length, its other fields, the value's tag and a byte for its length. Answers false, and
   * writes nothing, when that is not so short.
   */
  plainEntry(head: Uint8Array, value: unknown): boolean {
    this.#reserve(head.length + SHORT_MAX + 16);
    const bytes = this.#bytes;
    const begun = this.#at;
    bytes.set(head, begun);
    const from = begun + head.length;
    let at = from;
    if (typeof value === "string") {
      const { length } = value;
      if (length > SHORT_MAX) return false;
      bytes[at] = 0x0a;
      bytes[at + 1] = length;
      at += 2;
      for (let index = 0; index < length; index += 1) {
        const code = value.charCodeAt(index);
        if (code > 127) return false;
        bytes[at + index] = code;
      }
      at += length;
    } else if (typeof value === "number") {
      if (value >= 0 && value <= INT32_MAX && Number.isInteger(value)) {
        bytes[at++] = 0x18;
        let rest = value | 0;
        for (; rest > 127; rest >>= 7) bytes[at++] = (rest & 127) | 128;
        bytes[at++] = rest;
      } else if (Number.isInteger(value)) return false;
      else {
        bytes[at++] = 0x21;
        this.#view.setFloat64(at, value, true);
        at += 8;
      }
    } else if (typeof value === "boolean") {
      bytes[at++] = 0x10;
      bytes[at++] = value ? 1 : 0;
    } else return false;
    const length = at - begun - 2;
    if (length > 127) return false;
    bytes[begun + 1] = length;
    bytes[from - 1] = at - from;
    this.#at = at;
    return true;
  }

  /** Bytes as they are, without their length. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.byteLength);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.byteLength;
  }

  /** Bytes that are given in hexadecimal, two digits each, after their length. */
  hex(digits: string): void {
    this.varint(digits.length / 2);
    this.#reserve(digits.length / 2);
    this.#at += this.#bytes.write(digits, this.#at, "hex");
  }

  /** A text in UTF-8, after its length. */
  text(text: string): void {
    const { length } = text;
    if (length <= SHORT_MAX) {
      this.#reserve(length + 1);
      const bytes = this.#bytes;
      const from = this.#at + 1;
      let index = 0;
      for (; index < length; index += 1) {
        const code = text.charCodeAt(index);
        if (code > 127) break;
        bytes[from + index] = code;
      }
      if (index === length) {
        bytes[from - 1] = length;
        this.#at = from + length;
        return;
      }
    }
    this.#reserve(3 * length + 1);
    const begun = this.begin();
    this.#at += this.#bytes.write(text, this.#at, "utf8");
    this.end(begun);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.byteLength) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.byteLength, this.#at + more));
    grown.set(this.written());
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
