import { MalformedBody } from "./malformed-body.ts";

/** A parsed JSON object whose fields are not trusted yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Objects and arrays in one body. Beyond some 60 bytes of heap each, they would make a small body a large memory. */
const CONTAINERS_MAX = 2_000_000;
const COUNTED_FROM_BYTES = 4 * 1024 * 1024;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

const EMPTY: JsonObject = {};
const snakeCase = new Map<string, string>();

/** The object that a body of UTF-8 JSON holds. Throws MalformedBody. */
export function parseBody(body: Uint8Array): JsonObject {
  if (body.length > COUNTED_FROM_BYTES && countContainers(body) > CONTAINERS_MAX) {
    throw new MalformedBody(`The JSON body holds more than ${CONTAINERS_MAX} objects and arrays.`);
  }
  const value = parseJson(decodeText(body));
  if (!isObject(value)) throw new MalformedBody("The JSON body is not an object.");
  return value;
}

/** A field by its lowerCamelCase name, or by its snake_case name as protobuf's JSON mapping allows; null when absent. */
export function field(from: JsonObject, name: string): unknown {
  const value = from[name];
  return value === undefined ? (from[toSnakeCase(name)] ?? null) : value;
}

/** The value as an object, empty when it is null. Throws MalformedBody when it is anything else. */
export function object(value: unknown, what: string): JsonObject {
  if (value === null) return EMPTY;
  if (isObject(value)) return value;
  throw new MalformedBody(`In the JSON body, ${what} is not an object.`);
}

/** The value as an array, empty when it is null. Throws MalformedBody when it is anything else. */
export function array(value: unknown, what: string): readonly unknown[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  throw new MalformedBody(`In the JSON body, ${what} is not an array.`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decodeText(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new MalformedBody("The JSON body is not valid UTF-8.");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message quotes the body, which may be content.
    throw new MalformedBody("The body is not valid JSON.");
  }
}

function countContainers(body: Uint8Array): number {
  let count = 0;
  for (const byte of body) if (byte === OPEN_BRACE || byte === OPEN_BRACKET) count++;
  return count;
}

function toSnakeCase(name: string): string {
  const known = snakeCase.get(name);
  if (known !== undefined) return known;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakeCase.set(name, snake);
  return snake;
}
