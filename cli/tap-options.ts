import { chooseUpstreams, type Upstream } from "#instrumentation/tap/upstream.ts";
import { readFlags } from "./read-flags.ts";
import { UsageError } from "./usage-error.ts";

/** How `roundtrip tap` was called. */
export interface TapCommand {
  readonly port: number;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly wantsHelp: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 4319;

/** Reads the arguments after `tap`, and from the environment which proxies lead out. Throws UsageError. */
export function readTapOptions(args: readonly string[], environment: Environment): TapCommand {
  const values = readFlags(args, {
    port: { type: "string", short: "p" },
    upstream: { type: "string", multiple: true, short: "u" },
    help: { type: "boolean", short: "h" },
  });
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!/^\d*$/.test(values.port ?? "") || values.port === "" || port > 65_535) {
    throw new UsageError(`--port ${values.port ?? ""} is no port: it is a number up to 65535`);
  }
  return {
    port,
    upstreams: readUpstreams(values.upstream ?? [], environment),
    wantsHelp: values.help === true,
  };
}

function readUpstreams(given: readonly string[], environment: Environment): ReadonlyMap<string, Upstream> {
  try {
    return chooseUpstreams(given, environment);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
