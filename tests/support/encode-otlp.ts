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
  const fields = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10, summary: 11 };
  for (const [name, number] of Object.entries(fields)) {
    const data = metric[name] as Payload | undefined;
    if (!data) continue;
    const body = new WireWriter();
    for (const point of list(data["dataPoints"])) {
      const pointBody = new WireWriter();
      writeTime(pointBody, 3, point["timeUnixNano"]);
      body.message(1, pointBody);
    }
    writer.message(number, body);
  }
  return writer;
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
