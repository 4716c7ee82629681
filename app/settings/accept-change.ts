import { isDatabaseUnreachable } from "#lib/analytics/is-database-unreachable.ts";
import { UnsoundSettingError } from "#lib/analytics/settings/save-settings.ts";

/** The parts of the page Settings that can be saved, by their place on it. */
export const SECTIONS = {
  tiers: "Tier rules",
  people: "Privacy",
  names: "Names",
  retention: "Retention",
  views: "Saved views",
} as const;

export type Section = keyof typeof SECTIONS;

/** What a form holds: all values of a field, in their order. */
export type FormValues = (name: string) => readonly string[];

/** A form is a few kilobytes; more is nobody's settings. */
const BODY_MAX_BYTES = 256 * 1024;

/**
 * Answers a form that changes settings: it must come from a page of ours. Ends where the form came from, on the page
 * Settings, with what became of it said there; `back` is where to go when it cannot be saved.
 */
export async function acceptChange(
  request: Request,
  section: Section,
  save: (values: FormValues) => Promise<boolean>,
  back: (values: FormValues) => string = () => "/settings",
): Promise<Response> {
  if (!isSameOrigin(request.headers))
    return refuse(403, "Changes are accepted from Roundtrip's own pages only.");
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded"))
    return refuse(415, "Settings are sent as a form.");
  const body = await readText(request);
  if (body === null) return refuse(413, "This form is too large.");
  const form = new URLSearchParams(body);
  const values: FormValues = (name) => form.getAll(name);
  try {
    const changed = await save(values);
    return seeOther(`/settings?saved=${section}${changed ? "" : "-same"}`);
  } catch (error) {
    if (error instanceof UnsoundSettingError) {
      const href = back(values);
      const mark = href.includes("?") ? "&" : "?";
      return seeOther(`${href}${mark}problem=${encodeURIComponent(error.message)}`);
    }
    if (isDatabaseUnreachable(error))
      return refuse(503, "The database is not reachable, so nothing was changed. Go back and try again.");
    throw error;
  }
}

/** Browsers send an Origin with every form that changes something; who sends none is no page of ours. */
function isSameOrigin(headers: Headers): boolean {
  const [origin, host] = [headers.get("origin"), headers.get("host")];
  if (origin === null || host === null || !URL.canParse(origin)) return false;
  const site = headers.get("sec-fetch-site");
  return new URL(origin).host === host && (site === null || site === "same-origin");
}

async function readText(request: Request): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > BODY_MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}

function refuse(status: number, line: string): Response {
  return new Response(`${line}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
