import { askSupervisor } from "#app/demo/ask-supervisor.ts";

/** Starts the demo; the browser goes on to the page that tells how far it is. */
export async function POST(): Promise<Response> {
  await askSupervisor("start");
  return new Response(null, { status: 303, headers: { location: "/demo" } });
}
