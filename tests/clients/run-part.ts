import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startSimulatedProvider } from "#simulation/provider.ts";
import type { RunningRoundtrip } from "#tests/support/running-roundtrip.ts";
import { startTap } from "#tests/support/start-tap.ts";
import type { CodingClient } from "./coding-client.ts";
import { runClient } from "./run-client.ts";
import type { Part } from "./variants.ts";

/** A client that was found on this machine. */
export interface InstalledClient {
  readonly client: CodingClient;
  readonly path: string;
}

/** Runs one client against a provider of its own: what the provider truly did, and the client's complaint if it failed. */
export async function runPart(
  { signals, webSocket, failure, timeToFirstTokenMs, wire, watch }: Part,
  { client, path }: InstalledClient,
  roundtrip: RunningRoundtrip,
) {
  const provider = await startSimulatedProvider({
    models: {},
    default: {
      timeToFirstTokenMs,
      ...client.behaviour,
      toolCalls: [client.tool],
      rateLimits: wire === null && !watch ? null : client.limits.told,
    },
    // A stream breaks within its text: a tool call that had come whole would be made, and then made again.
    script: failure === null ? [] : [{ failure, toolCalls: failure.kind === "refused" ? [client.tool] : [] }],
  });
  const tap = wire === "tap" ? await startTap(provider.url, roundtrip.collectorUrl) : null;
  const startedAtMs = Date.now();
  try {
    const complaint = await runClient(
      client,
      path,
      {
        providerUrl: tap === null ? provider.url : `${tap.url}/${client.upstream}`,
        collectorUrl: roundtrip.collectorUrl,
        signals,
        webSocket,
        usesLogin: watch,
        prompt: "say hi",
      },
      wire === "inside" ? instrumentedInside(provider.port, roundtrip.collectorUrl) : {},
      watch,
    ).then(() => null, String);
    return { startedAtMs, requests: provider.requests(), complaint };
  } finally {
    await tap?.stop();
    await provider.close();
  }
}

/** What makes a client that is a Node program measure its own calls. */
function instrumentedInside(providerPort: number, collectorUrl: string): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: `--import=${pathToFileURL(resolve("instrumentation/register.ts"))}`,
    ROUNDTRIP_COMPATIBLE_HOSTS: `127.0.0.1:${providerPort}=gcp.gemini`,
    OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
  };
}
