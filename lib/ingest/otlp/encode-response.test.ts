import {
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { expect, test } from "vitest";
import { encodeExportResponse, encodeStatus } from "./encode-response.ts";

const NOTHING_REJECTED = { count: 0, message: "" };
const SOME_REJECTED = { count: 300, message: "A span has no valid ids." };

test("a full success is an empty message in either encoding", () => {
  expect(new TextDecoder().decode(encodeExportResponse("traces", "json", NOTHING_REJECTED))).toBe("{}");
  expect(encodeExportResponse("traces", "protobuf", NOTHING_REJECTED)).toEqual(new Uint8Array());
});

test("the official client reads a partial success in protobuf as it was meant", () => {
  const traces = encodeExportResponse("traces", "protobuf", SOME_REJECTED);
  expect(ProtobufTraceSerializer.deserializeResponse(traces)).toEqual({
    partialSuccess: { rejectedSpans: 300, errorMessage: "A span has no valid ids." },
  });
  const logs = encodeExportResponse("logs", "protobuf", SOME_REJECTED);
  expect(ProtobufLogsSerializer.deserializeResponse(logs)).toEqual({
    partialSuccess: { rejectedLogRecords: 300, errorMessage: "A span has no valid ids." },
  });
});

test("the official client reads a partial success in JSON, whose counts are strings", () => {
  const body = encodeExportResponse("traces", "json", SOME_REJECTED);
  expect(JsonTraceSerializer.deserializeResponse(body)).toEqual({
    partialSuccess: { rejectedSpans: "300", errorMessage: "A span has no valid ids." },
  });
});

test("an error body is a Status of code and sentence", () => {
  expect(JSON.parse(new TextDecoder().decode(encodeStatus("json", "unavailable", "Try again.")))).toEqual({
    code: 14,
    message: "Try again.",
  });
  expect([...encodeStatus("protobuf", "invalidArgument", "No.")]).toEqual([
    0x08, 3, 0x12, 3, 0x4e, 0x6f, 0x2e,
  ]);
});
