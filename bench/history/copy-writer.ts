import type { ColumnType, SentRow, SentValue } from "#lib/store/insert-rows.ts";

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const INT4_OID = 23;
/** Seconds from 1970 to 2000, from which PostgreSQL counts. */
const EPOCH_SECONDS = 946_684_800;
const TWO_32 = 2 ** 32;

/** Writes rows as PostgreSQL's COPY reads them in its binary format ("Binary Format" on the page of COPY). */
export class CopyWriter {
  #bytes = Buffer.allocUnsafe(1 << 20);
  #at = 0;

  /** The rows with their fields in this order, between the header and the trailer. */
  write(fields: Readonly<Record<string, ColumnType>>, rows: readonly SentRow<string>[]): Buffer {
    const columns = Object.entries(fields);
    this.#at = SIGNATURE.copy(this.#bytes);
    for (const row of rows) {
      this.#reserve(2);
      this.#int16(columns.length);
      for (const [field, type] of columns) this.#value(type, row[field] ?? null);
    }
    this.#reserve(2);
    this.#int16(-1);
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  #value(type: ColumnType, value: SentValue): void {
    this.#reserve(16);
    if (value === null) this.#int32(-1);
    else if (type === "text") this.#text(String(value));
    else if (type === "jsonb") this.#text(String(value), 1);
    else if (type === "float8") this.#float8(Number(value));
    else if (type === "int4") this.#sized(4, () => this.#int32(Number(value)));
    else if (type === "unixMs") this.#instant(Number(value));
    else if (type === "bool") this.#sized(1, () => this.#byte(value ? 1 : 0));
    else if (type === "int4[]" && Array.isArray(value)) this.#int4s(value);
    else throw new TypeError(`No way to send a value as ${type}`);
  }

  #sized(length: number, write: () => void): void {
    this.#int32(length);
    write();
  }

  #float8(value: number): void {
    this.#int32(8);
    this.#at = this.#bytes.writeDoubleBE(value, this.#at);
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
    this.#at = this.#bytes.writeUInt32BE(whole - high * TWO_32, this.#at);
  }

  #int4s(values: readonly number[]): void {
    this.#reserve(24 + 8 * values.length);
    this.#int32(values.length === 0 ? 12 : 20 + 8 * values.length);
    this.#int32(values.length === 0 ? 0 : 1);
    this.#int32(0);
    this.#int32(INT4_OID);
    if (values.length === 0) return;
    this.#int32(values.length);
    this.#int32(1);
    for (const value of values) this.#sized(4, () => this.#int32(value));
  }

  /** Text, behind a version where its type has one. */
  #text(value: string, version: number | null = null): void {
    this.#reserve(8 + 3 * value.length);
    const start = this.#at;
    this.#at += 4;
    if (version !== null) this.#byte(version);
    this.#at += this.#bytes.write(value, this.#at);
    this.#bytes.writeInt32BE(this.#at - start - 4, start);
  }

  #byte(value: number): void {
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  #int16(value: number): void {
    this.#at = this.#bytes.writeInt16BE(value, this.#at);
  }

  #int32(value: number): void {
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const longer = Buffer.allocUnsafe(2 * this.#bytes.length + length);
    this.#bytes.copy(longer, 0, 0, this.#at);
    this.#bytes = longer;
  }
}
