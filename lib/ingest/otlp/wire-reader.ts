import { MalformedBody } from "./malformed-body.ts";

export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;
const GROUP_START = 3;
const GROUP_END = 4;

const GROUP_DEPTH_MAX = 32;
const SHORT_TEXT_BYTES = 48;

const utf8 = new TextDecoder();

/**
 * Reads one protobuf message in place, field by field: `while (reader.next()) switch (reader.field) …`, where each
 * field is either read by its type or passed to `skip()`. Nothing is copied before it is asked for. Every method
 * throws MalformedBody on bytes that are no protobuf message.
 */
export class WireReader {
  /** Number of the current field. */
  field = 0;
  #wireType = 0;
  #position: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.#position >= this.#end) return false;
    const tag = this.#varint32("A field tag");
    this.field = tag >>> 3;
    this.#wireType = tag & 7;
    if (this.field === 0) throw new MalformedBody("A protobuf field has the number 0, which is not allowed.");
    return true;
  }

  /** A nested message. */
  message(): WireReader {
    const start = this.#enter();
    return new WireReader(this.#bytes, start, this.#position);
  }

  /** A nested message as a range, to be read later by `at`. */
  range(): readonly [start: number, end: number] {
    const start = this.#enter();
    return [start, this.#position];
  }

  /** What is left of this message, to be read again later by `at`. */
  rest(): readonly [start: number, end: number] {
    return [this.#position, this.#end];
  }

  /** A reader of a range that `range` or `rest` returned. */
  at([start, end]: readonly [start: number, end: number]): WireReader {
    return new WireReader(this.#bytes, start, end);
  }

  /** Raw bytes; a view, not a copy. */
  bytes(): Uint8Array {
    const start = this.#enter();
    return this.#bytes.subarray(start, this.#position);
  }

  /** Text; bytes that are no UTF-8 become replacement characters. */
  text(): string {
    const start = this.#enter();
    const end = this.#position;
    if (end - start > SHORT_TEXT_BYTES) return utf8.decode(this.#bytes.subarray(start, end));
    let text = "";
    for (let index = start; index < end; index++) {
      const byte = this.#bytes[index] ?? 0;
      if (byte > 0x7f) return utf8.decode(this.#bytes.subarray(start, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** A fixed64 as an unsigned integer. */
  fixed64(): bigint {
    const start = this.#fixed(FIXED64, 8);
    const bytes = this.#bytes;
    return new DataView(bytes.buffer, bytes.byteOffset + start, 8).getBigUint64(0, true);
  }

  double(): number {
    const start = this.#fixed(FIXED64, 8);
    const bytes = this.#bytes;
    return new DataView(bytes.buffer, bytes.byteOffset + start, 8).getFloat64(0, true);
  }

  /** An int64, or null when it is beyond the integers a double can hold. */
  int64(): number | null {
    this.#expect(VARINT);
    const value = Number(BigInt.asIntN(64, this.#varint64()));
    return Number.isSafeInteger(value) ? value : null;
  }

  /** Appends the numbers of a repeated double, one or many packed into one field, up to so many in all. */
  doubles(into: number[], max: number): void {
    if (this.#wireType === FIXED64) {
      append(into, this.double(), max);
      return;
    }
    const view = this.#packed64();
    for (let at = 0; at < view.byteLength && into.length < max; at += 8) into.push(view.getFloat64(at, true));
  }

  /** Appends the numbers of a repeated fixed64, one or many packed into one field, up to so many in all. */
  fixed64s(into: number[], max: number): void {
    if (this.#wireType === FIXED64) {
      append(into, Number(this.fixed64()), max);
      return;
    }
    const view = this.#packed64();
    for (let at = 0; at < view.byteLength && into.length < max; at += 8)
      into.push(Number(view.getBigUint64(at, true)));
  }

  /** Appends the numbers of a repeated uint64, one or many packed into one field, up to so many in all. */
  varints(into: number[], max: number): void {
    if (this.#wireType === VARINT) {
      append(into, Number(this.#varint64()), max);
      return;
    }
    const packed = this.message();
    while (packed.#position < packed.#end && into.length < max) into.push(Number(packed.#varint64()));
  }

  #packed64(): DataView {
    const bytes = this.bytes();
    if (bytes.length % 8 !== 0) throw new MalformedBody("A packed list of 64-bit numbers is cut short.");
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** A bool or an enum; both are varints. */
  bool(): boolean {
    this.#expect(VARINT);
    return this.#varint64() !== 0n;
  }

  /** Passes over the current field, whatever it is. */
  skip(): void {
    this.#skip(0);
  }

  #skip(depth: number): void {
    switch (this.#wireType) {
      case VARINT:
        this.#skipVarint();
        return;
      case FIXED64:
        this.#fixed(FIXED64, 8);
        return;
      case LENGTH_DELIMITED:
        this.#enter();
        return;
      case FIXED32:
        this.#fixed(FIXED32, 4);
        return;
      case GROUP_START:
        this.#skipGroup(depth + 1);
        return;
      case GROUP_END:
        throw new MalformedBody("A protobuf group ends that never began.");
      default:
        throw new MalformedBody(`Protobuf wire type ${this.#wireType} does not exist.`);
    }
  }

  #skipGroup(depth: number): void {
    if (depth > GROUP_DEPTH_MAX)
      throw new MalformedBody(`Protobuf groups nest deeper than ${GROUP_DEPTH_MAX}.`);
    const group = this.field;
    while (this.next()) {
      if (this.#wireType === GROUP_END) {
        if (this.field === group) return;
        throw new MalformedBody("A protobuf group ends under another number than it began with.");
      }
      this.#skip(depth);
    }
    throw new MalformedBody("A protobuf group does not end.");
  }

  /** Steps over a length-delimited field and returns where its content starts. */
  #enter(): number {
    this.#expect(LENGTH_DELIMITED);
    const length = this.#varint32("A length");
    const start = this.#position;
    if (length > this.#end - start) {
      throw new MalformedBody(
        `Protobuf field ${this.field} claims ${length} bytes where ${this.#end - start} are left.`,
      );
    }
    this.#position = start + length;
    return start;
  }

  #fixed(wireType: number, size: number): number {
    this.#expect(wireType);
    const start = this.#position;
    if (size > this.#end - start) throw new MalformedBody("A protobuf fixed-width number is cut short.");
    this.#position = start + size;
    return start;
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) {
      throw new MalformedBody(
        `Protobuf field ${this.field} has wire type ${this.#wireType} where ${wireType} belongs.`,
      );
    }
  }

  #byte(): number {
    if (this.#position >= this.#end) throw new MalformedBody("A protobuf varint is cut short.");
    return this.#bytes[this.#position++] ?? 0;
  }

  #varint32(what: string): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedBody(`${what} in the protobuf body does not fit 32 bits.`);
  }

  #varint64(): bigint {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(value);
    }
    let wide = BigInt(value);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      if (shift === 63n && byte > 1) break;
      wide |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return wide;
    }
    throw new MalformedBody("A protobuf varint does not fit 64 bits.");
  }

  #skipVarint(): void {
    for (let length = 1; length <= 10; length++) if (this.#byte() < 0x80) return;
    throw new MalformedBody("A protobuf varint is longer than 10 bytes.");
  }
}

function append(into: number[], value: number, max: number): void {
  if (into.length < max) into.push(value);
}
