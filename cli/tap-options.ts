import { parseArgs } from "node:util";
import { chooseUpstreams, type Upstream } from "#instrumentation/tap/upstream.ts";
import { UsageError } from "./usage-error.ts";

/** How `roundtrip tap` was called. */
export interface TapCommand {
  readonly port: number;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly wantsHelp: boolean;
}

const DEFAULT_PORT = 4319;

/** Reads the arguments after `tap`. Throws UsageError. */
export function readTapOptions(args: readonly string[]): TapCommand {
  const values = readFlags(args);
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!/^\d*$/.test(values.port ?? "") || values.port === "" || port > 65_535) {
    throw new UsageError(`--port ${values.port ?? ""} is no port: it is a number up to 65535`);
  }
  return { port, upstreams: readUpstreams(values.upstream ?? []), wantsHelp: values.help === true };
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", short: "p" },
        upstream: { type: "string", multiple: true, short: "u" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UsageError(`${first}. See: roundtrip help`);
  }
}

function readUpstreams(given: readonly string[]): ReadonlyMap<string, Upstream> {
  try {
    return chooseUpstreams(given);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Where telemetry goes: `OTEL_EXPORTER_OTLP_ENDPOINT`, else the collector that `npm start` starts with this setting. */
export function collectorUrl(environment: Readonly<Record<string, string | undefined>>): string {
  const endpoint = environment["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "";
  if (endpoint !== "") return endpoint;
  const host = environment["HOST"] ?? "";
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
  const name = !isLoopback ? "127.0.0.1" : host === "::1" ? "[::1]" : host;
  return `http://${name}:${environment["ROUNDTRIP_OTLP_HTTP_PORT"] || 4318}`;
}
