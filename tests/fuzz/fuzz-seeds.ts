import { readdirSync } from "node:fs";
import { join } from "node:path";
import { SELECTION } from "#lib/ingest/observe.ts";
import { captureBodies } from "#tests/support/captures.ts";
import type { Payload } from "#tests/support/encode-otlp.ts";
import { ALL_SAMPLES } from "#tests/support/samples/all-samples.ts";

/** A real export to be damaged, with a text planted wherever a client may put content. */
export interface FuzzSeed {
  readonly name: string;
  readonly signal: "traces" | "logs";
  readonly payload: Payload;
}

/** Stands where content may stand. Two words, since one alone could be a name. */
export const CONTENT = "zanzibar zanzibar";
/** No part of it may come out, whole or in pieces. */
export const CONTENT_TRACE = /zanz|ibar/;

const CAPTURES = join(import.meta.dirname, "../fixtures/captures");
/** Of a capture's hundreds of spans so many are taken, evenly, to damage many exports instead of a few. */
const RECORDS_MAX = 40;

/** Every captured export and every sample of a dialect. */
export function fuzzSeeds(): readonly FuzzSeed[] {
  const captures = readdirSync(CAPTURES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      captureBodies(name).flatMap(({ signal, body }, index) =>
        signal === "metrics"
          ? []
          : [{ name: `${name} ${index}`, signal, payload: JSON.parse(body.toString()) }],
      ),
    );
  const samples = Object.entries(ALL_SAMPLES).map(([name, sample]) => ({ name, ...sample }));
  return [...captures, ...samples].map((seed) => ({ ...seed, payload: plant(seed.payload) as Payload }));
}

/** A copy with CONTENT in every text that no dialect asks for, in error messages and in the bodies of logs. */
function plant(value: unknown): unknown {
  if (Array.isArray(value)) return thin(value).map(plant);
  if (typeof value !== "object" || value === null) return value;
  const { key, value: inner } = value as { key?: unknown; value?: unknown };
  if (typeof key === "string" && isText(inner) && mayBeContent(key))
    return { key, value: { stringValue: CONTENT } };
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) =>
      (name === "body" && isText(field)) || (name === "message" && typeof field === "string")
        ? [name, name === "body" ? { stringValue: CONTENT } : CONTENT]
        : [name, plant(field)],
    ),
  );
}

function mayBeContent(key: string): boolean {
  return !SELECTION.wantsAttribute(key) || /message|prompt|content/.test(key);
}

function isText(value: unknown): boolean {
  return typeof value === "object" && value !== null && "stringValue" in value;
}

function thin(list: readonly unknown[]): readonly unknown[] {
  const step = Math.ceil(list.length / RECORDS_MAX);
  return list.filter((_, index) => index % step === 0);
}
