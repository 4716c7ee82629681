import type { ColumnType, SentRow, SentValue } from "#lib/store/insert-rows.ts";

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const INT4_OID = 23;
/** Seconds from 1970 to 2000, from which PostgreSQL counts. */
const EPOCH_SECONDS = 946_684_800;
const TWO_32 = 2 ** 32;
const LONG = 48;
/** More than all columns of a row take that are of one length. */
const SPARE = 4_096;

/** Writes rows as PostgreSQL's COPY reads them in its binary format ("Binary Format" on the page of COPY). */
export class CopyWriter {
  #bytes = Buffer.allocUnsafeSlow(1 << 20);
  #view = viewOf(this.#bytes);
  #at = 0;

  /** The rows with their fields in this order, between the header and the trailer. */
  write(fields: Readonly<Record<string, ColumnType>>, rows: readonly SentRow<string>[]): Buffer {
    const columns = Object.entries(fields);
    this.#at = SIGNATURE.copy(this.#bytes);
    for (const row of rows) {
      this.#reserve(0);
      this.#int16(columns.length);
      for (const [field, type] of columns) this.#value(type, row[field] ?? null);
    }
    this.#reserve(2);
    this.#int16(-1);
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  #value(type: ColumnType, value: SentValue): void {
    if (value === null) this.#int32(-1);
    else if (type === "float8") this.#float8(Number(value));
    else if (type === "int4") this.#int4(Number(value));
    else if (type === "text") this.#text(String(value));
    else if (type === "unixMs") this.#instant(Number(value));
    else if (type === "bool") this.#bool(value === true);
    else if (type === "jsonb") this.#json(String(value));
    else if (type === "int4[]" && Array.isArray(value)) this.#int4s(value);
    else throw new TypeError(`No way to send a value as ${type}`);
  }

  #float8(value: number): void {
    this.#int32(8);
    this.#view.setFloat64(this.#at, value);
    this.#at += 8;
  }

  #int4(value: number): void {
    this.#int32(4);
    this.#int32(value);
  }

  #bool(value: boolean): void {
    this.#int32(1);
    this.#view.setInt8(this.#at, value ? 1 : 0);
    this.#at += 1;
  }

  /** As to_timestamp() makes of ms ÷ 1000 what is stored: microseconds, halves rounded to the even one. */
  #instant(ms: number): void {
    const micros = (ms / 1000 - EPOCH_SECONDS) * 1e6;
    const floor = Math.floor(micros);
    const isUp = micros - floor > 0.5 || (micros - floor === 0.5 && floor % 2 !== 0);
    const whole = isUp ? floor + 1 : floor;
    const high = Math.floor(whole / TWO_32);
    this.#int32(8);
    this.#int32(high);
    this.#view.setUint32(this.#at, whole - high * TWO_32);
    this.#at += 4;
  }

  #int4s(values: readonly number[]): void {
    this.#reserve(32 + 8 * values.length);
    this.#int32(values.length === 0 ? 12 : 20 + 8 * values.length);
    this.#int32(values.length === 0 ? 0 : 1);
    this.#int32(0);
    this.#int32(INT4_OID);
    if (values.length === 0) return;
    this.#int32(values.length);
    this.#int32(1);
    for (const value of values) this.#int4(value);
  }

  #text(value: string): void {
    this.#reserve(12 + 3 * value.length);
    const start = this.#at;
    this.#at = start + 4;
    this.#utf8(value);
    this.#view.setInt32(start, this.#at - start - 4);
  }

  /** Text behind the version of its format. */
  #json(value: string): void {
    this.#text(`\x01${value}`);
  }

  #utf8(value: string): void {
    const [bytes, start, length] = [this.#bytes, this.#at, value.length];
    // A short text is copied sooner than Node is asked to do it.
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127 || length > LONG) {
        this.#at = start + bytes.write(value, start);
        return;
      }
      bytes[start + index] = code;
    }
    this.#at = start + length;
  }

  #int16(value: number): void {
    this.#view.setInt16(this.#at, value);
    this.#at += 2;
  }

  #int32(value: number): void {
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  /** Makes room for so many bytes, and for what other columns take that are null or of one length. */
  #reserve(length: number): void {
    if (this.#at + length + SPARE <= this.#bytes.length) return;
    const longer = Buffer.allocUnsafeSlow(2 * this.#bytes.length + length);
    this.#bytes.copy(longer, 0, 0, this.#at);
    this.#bytes = longer;
    this.#view = viewOf(longer);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
