import { MalformedBody } from "./malformed-body.ts";

/** A parsed JSON object whose fields are not trusted yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

const EMPTY: JsonObject = {};
const snakeCase = new Map<string, string>();

/** Whether a key is the name of a field: in lowerCamelCase, or in snake_case as protobuf's JSON mapping allows. */
export function isNameOf(key: string, name: string): boolean {
  return key === name || key === toSnakeCase(name);
}

/** A field by either of its names; null when absent. */
export function field(from: JsonObject, name: string): unknown {
  const value = from[name];
  return value === undefined ? (from[toSnakeCase(name)] ?? null) : value;
}

/** The value as an object, empty when it is null. Throws MalformedBody when it is anything else. */
export function object(value: unknown, what: string): JsonObject {
  if (value === null) return EMPTY;
  if (typeof value === "object" && !Array.isArray(value)) return value as JsonObject;
  throw new MalformedBody(`In the JSON body, ${what} is not an object.`);
}

/** The value as an array, empty when it is null. Throws MalformedBody when it is anything else. */
export function array(value: unknown, what: string): readonly unknown[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  throw new MalformedBody(`In the JSON body, ${what} is not an array.`);
}

function toSnakeCase(name: string): string {
  const known = snakeCase.get(name);
  if (known !== undefined) return known;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakeCase.set(name, snake);
  return snake;
}
