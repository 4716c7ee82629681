import { askSupervisor } from "#app/demo/ask-supervisor.ts";
import { siblingUrl } from "#app/demo/sibling-url.ts";
import { readSettings } from "#lib/config/settings.ts";

/** Removes the demo; the browser goes back to the real dashboard. */
export async function POST(): Promise<Response> {
  const { demoOfPort } = readSettings();
  if (demoOfPort === null) {
    await askSupervisor("remove");
    return new Response(null, { status: 303, headers: { location: "/demo" } });
  }
  const url = `${await siblingUrl(demoOfPort)}/`;
  await askSupervisor("remove");
  // No redirect: what a form leads to stays at its own address, as the policy of every page says.
  const body = `<!doctype html><title>The demo is removed</title><p>The demo is removed. <a href="${url}">Go to your own data</a>`;
  return new Response(body, {
    headers: { "content-type": "text/html; charset=utf-8", refresh: `0; url=${url}` },
  });
}
