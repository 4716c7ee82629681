import { WireWriter } from "#lib/ingest/otlp/wire-writer.ts";

/** Any part of an OTLP/JSON payload, as plain data. */
export type Payload = { readonly [name: string]: unknown };

/** Encodes an OTLP/JSON payload of plain data as the protobuf body that says the same. */
export function encodeOtlp(signal: "traces" | "logs" | "metrics", payload: Payload): Uint8Array {
  const [resources, scopes, records, write] = {
    traces: ["resourceSpans", "scopeSpans", "spans", writeSpan] as const,
    logs: ["resourceLogs", "scopeLogs", "logRecords", writeLog] as const,
    metrics: ["resourceMetrics", "scopeMetrics", "metrics", writeMetric] as const,
  }[signal];
  const request = new WireWriter();
  for (const container of list(payload[resources])) {
    const resource = new WireWriter();
    if (container["resource"]) {
      resource.message(
        1,
        writeAttributes(new WireWriter(), 1, (container["resource"] as Payload)["attributes"]),
      );
    }
    for (const group of list(container[scopes])) {
      const scope = new WireWriter();
      if (group["scope"])
        scope.message(1, writeText(new WireWriter(), 1, (group["scope"] as Payload)["name"]));
      for (const record of list(group[records])) scope.message(2, write(record));
      resource.message(2, scope);
    }
    request.message(1, resource);
  }
  return request.finish();
}

function list(value: unknown): readonly Payload[] {
  return Array.isArray(value) ? value : [];
}

function writeSpan(span: Payload): WireWriter {
  const writer = new WireWriter();
  writeHex(writer, 1, span["traceId"]);
  writeHex(writer, 2, span["spanId"]);
  writeText(writer, 3, span["traceState"]);
  writeHex(writer, 4, span["parentSpanId"]);
  writeText(writer, 5, span["name"]);
  if (span["kind"]) writer.varint(6, Number(span["kind"]));
  writeTime(writer, 7, span["startTimeUnixNano"]);
  writeTime(writer, 8, span["endTimeUnixNano"]);
  writeAttributes(writer, 9, span["attributes"]);
  for (const event of list(span["events"])) {
    const body = new WireWriter();
    writeTime(body, 1, event["timeUnixNano"]);
    writeText(body, 2, event["name"]);
    writer.message(11, writeAttributes(body, 3, event["attributes"]));
  }
  const status = span["status"] as Payload | undefined;
  if (status) {
    const body = writeText(new WireWriter(), 2, status["message"]);
    if (status["code"]) body.varint(3, Number(status["code"]));
    writer.message(15, body);
  }
  return writer;
}

function writeLog(log: Payload): WireWriter {
  const writer = new WireWriter();
  writeTime(writer, 1, log["timeUnixNano"]);
  if (log["severityNumber"]) writer.varint(2, Number(log["severityNumber"]));
  writeText(writer, 3, log["severityText"]);
  if (log["body"]) writer.message(5, writeValue(log["body"] as Payload));
  writeAttributes(writer, 6, log["attributes"]);
  writeHex(writer, 9, log["traceId"]);
  writeHex(writer, 10, log["spanId"]);
  writeTime(writer, 11, log["observedTimeUnixNano"]);
  return writeText(writer, 12, log["eventName"]);
}

function writeMetric(metric: Payload): WireWriter {
  const writer = writeText(new WireWriter(), 1, metric["name"]);
  writeText(writer, 3, metric["unit"]);
  const kinds = {
    gauge: [5, writeNumberPoint],
    sum: [7, writeNumberPoint],
    histogram: [9, writeHistogramPoint],
    exponentialHistogram: [10, writeExponentialPoint],
    summary: [11, writeNumberPoint],
  } as const;
  for (const [name, [number, writePoint]] of Object.entries(kinds)) {
    const data = metric[name] as Payload | undefined;
    if (!data) continue;
    const body = new WireWriter();
    for (const point of list(data["dataPoints"])) body.message(1, writePoint(point));
    if (data["aggregationTemporality"]) body.varint(2, Number(data["aggregationTemporality"]));
    writer.message(number, body);
  }
  return writer;
}

function writePointTimes(point: Payload): WireWriter {
  const writer = new WireWriter();
  writeTime(writer, 2, point["startTimeUnixNano"]);
  writeTime(writer, 3, point["timeUnixNano"]);
  return writer;
}

function writeNumberPoint(point: Payload): WireWriter {
  const writer = writePointTimes(point);
  writeDouble(writer, 4, point["asDouble"]);
  if (point["asInt"] !== undefined) writer.fixed64(6, BigInt.asUintN(64, BigInt(point["asInt"] as string)));
  writeAttributes(writer, 7, point["attributes"]);
  if (point["flags"]) writer.varint(8, Number(point["flags"]));
  return writer;
}

function writeHistogramPoint(point: Payload): WireWriter {
  const writer = writePointTimes(point);
  if (point["count"] !== undefined) writer.fixed64(4, BigInt(point["count"] as string));
  writeDouble(writer, 5, point["sum"]);
  const numbers = (name: string) =>
    Array.isArray(point[name]) ? (point[name] as unknown[]).map(Number) : [];
  const counts = numbers("bucketCounts");
  if (counts.length > 0) writer.bytes(6, new Uint8Array(BigUint64Array.from(counts.map(BigInt)).buffer));
  const bounds = numbers("explicitBounds");
  if (bounds.length > 0) writer.bytes(7, new Uint8Array(Float64Array.from(bounds).buffer));
  writeAttributes(writer, 9, point["attributes"]);
  if (point["flags"]) writer.varint(10, Number(point["flags"]));
  writeDouble(writer, 11, point["min"]);
  writeDouble(writer, 12, point["max"]);
  return writer;
}

function writeExponentialPoint(point: Payload): WireWriter {
  const writer = writePointTimes(point);
  writeAttributes(writer, 1, point["attributes"]);
  if (point["count"] !== undefined) writer.fixed64(4, BigInt(point["count"] as string));
  writeDouble(writer, 5, point["sum"]);
  if (point["scale"] !== undefined) writer.varint(6, zigzag(Number(point["scale"])));
  if (point["zeroCount"] !== undefined) writer.fixed64(7, BigInt(point["zeroCount"] as string));
  for (const [number, side] of [[8, "positive"] as const, [9, "negative"] as const]) {
    const buckets = point[side] as Payload | undefined;
    if (!buckets) continue;
    const body = new WireWriter().varint(1, zigzag(Number(buckets["offset"] ?? 0)));
    for (const count of (buckets["bucketCounts"] as unknown[] | undefined) ?? [])
      body.varint(2, Number(count));
    writer.message(number, body);
  }
  if (point["flags"]) writer.varint(10, Number(point["flags"]));
  writeDouble(writer, 12, point["min"]);
  writeDouble(writer, 13, point["max"]);
  writeDouble(writer, 14, point["zeroThreshold"]);
  return writer;
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function writeDouble(writer: WireWriter, number: number, value: unknown): void {
  if (value === undefined) return;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Number(value));
  writer.fixed64(number, view.getBigUint64(0));
}

function writeAttributes(writer: WireWriter, number: number, attributes: unknown): WireWriter {
  for (const attribute of list(attributes)) {
    const body = writeText(new WireWriter(), 1, attribute["key"]);
    if (attribute["value"]) body.message(2, writeValue(attribute["value"] as Payload));
    writer.message(number, body);
  }
  return writer;
}

function writeValue(value: Payload): WireWriter {
  const writer = new WireWriter();
  if (typeof value["stringValue"] === "string") writer.text(1, value["stringValue"]);
  if (typeof value["boolValue"] === "boolean") writer.varint(2, value["boolValue"] ? 1 : 0);
  if (value["intValue"] !== undefined) writer.varint(3, BigInt(value["intValue"] as string));
  if (value["doubleValue"] !== undefined) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, Number(value["doubleValue"]));
    writer.fixed64(4, view.getBigUint64(0));
  }
  if (value["arrayValue"]) {
    const items = new WireWriter();
    for (const item of list((value["arrayValue"] as Payload)["values"])) items.message(1, writeValue(item));
    writer.message(5, items);
  }
  if (value["kvlistValue"]) {
    writer.message(6, writeAttributes(new WireWriter(), 1, (value["kvlistValue"] as Payload)["values"]));
  }
  return writer;
}

function writeText(writer: WireWriter, number: number, value: unknown): WireWriter {
  return typeof value === "string" ? writer.text(number, value) : writer;
}

function writeHex(writer: WireWriter, number: number, value: unknown): void {
  if (typeof value === "string") writer.bytes(number, Uint8Array.from(Buffer.from(value, "hex")));
}

function writeTime(writer: WireWriter, number: number, value: unknown): void {
  if (value !== undefined) writer.fixed64(number, BigInt(value as string));
}
