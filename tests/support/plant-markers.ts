import type { Payload } from "./encode-otlp.ts";

/** Whether to plant something in the place of this text, and what; null leaves the text. */
export type Planter = (place: Place, text: string) => string | null;

/** Where a text stands in an OTLP payload. */
export interface Place {
  /** The field that holds it: "name", "stringValue", "eventName", "message", … */
  readonly field: string;
  /** The attribute it is a value of; null for a field of the record itself. */
  readonly attribute: string | null;
  /** Whether it is an attribute's whole value, rather than inside a list, a map or a body. */
  readonly isWhole: boolean;
}

/** Fields whose texts are numbers and ids by OTLP's own definition. */
const WIRE_FORMATS: ReadonlySet<string> = new Set([
  "traceId",
  "spanId",
  "parentSpanId",
  "key",
  "intValue",
  "count",
  "zeroCount",
  "asInt",
  "aggregationTemporality",
]);

/** A copy of a payload with texts replaced as the planter says. */
export function plantMarkers(payload: Payload, plant: Planter): Payload {
  return replaceTexts(payload, null, 0, plant) as Payload;
}

function replaceTexts(node: unknown, attribute: string | null, depth: number, plant: Planter): unknown {
  if (Array.isArray(node)) return node.map((item) => replaceTexts(item, attribute, depth, plant));
  if (typeof node !== "object" || node === null) return node;
  const key = (node as Payload)["key"];
  const isAttribute = typeof key === "string";
  return Object.fromEntries(
    Object.entries(node).map(([field, value]) => {
      if (typeof value === "string") {
        const isText = !WIRE_FORMATS.has(field) && !field.endsWith("UnixNano");
        const place = { field, attribute, isWhole: attribute !== null && depth === 1 };
        return [field, (isText ? plant(place, value) : null) ?? value];
      }
      if (!isAttribute)
        return [field, replaceTexts(value, attribute, attribute === null ? 0 : depth + 1, plant)];
      // A map's own keys stand inside the attribute that holds the map.
      return [field, replaceTexts(value, attribute ?? key, attribute === null ? 1 : depth + 1, plant)];
    }),
  );
}

/** A copy with more attributes in every list of attributes that belongs to a resource, scope, span, event or log. */
export function addAttributes(payload: Payload, added: readonly Payload[]): Payload {
  return extend(payload, added) as Payload;
}

function extend(node: unknown, added: readonly Payload[]): unknown {
  if (Array.isArray(node)) return node.map((item) => extend(item, added));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([field, value]) =>
      field === "attributes" && Array.isArray(value)
        ? [field, [...value, ...added]]
        : [field, extend(value, added)],
    ),
  );
}
