import { askSupervisor } from "#app/demo/ask-supervisor.ts";
import { siblingUrl } from "#app/demo/sibling-url.ts";
import { readSettings } from "#lib/config/settings.ts";

/** Removes the demo; the browser goes back to the real dashboard. */
export async function POST(): Promise<Response> {
  const { demoOfPort } = readSettings();
  const location = demoOfPort === null ? "/demo" : `${await siblingUrl(demoOfPort)}/`;
  await askSupervisor("remove");
  return new Response(null, { status: 303, headers: { location } });
}
