import { ATTR_SERVICE_NAME, INSTRUMENTATION_SCOPE } from "#instrumentation/semconv.ts";
import { identifierAttribute } from "#lib/ingest/read-attributes.ts";
import type { RecordOrigin } from "./records.ts";

/** Whose records they are, as they call themselves, and how they came. */
export interface RecordService {
  readonly service: string;
  /** Measured at the wire by our instrumentation, or told by the client itself. */
  readonly way: "wire" | "told";
}

/** Reads whose records they are; a service without a usable name is "unknown". */
export function recordService({ resource, scopeName }: RecordOrigin): RecordService {
  return {
    service: identifierAttribute(resource, ATTR_SERVICE_NAME) ?? "unknown",
    way: scopeName === INSTRUMENTATION_SCOPE ? "wire" : "told",
  };
}
