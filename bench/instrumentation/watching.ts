import { startPipeline } from "#instrumentation/reporting/start-pipeline.ts";
import { RoundTripInstrumentation } from "#instrumentation/round-trip-instrumentation.ts";
import { deferFor, finishDeferred } from "#instrumentation/sources/deferred.ts";
import { type Caller, type Create, callsOf, type OpenAnswer } from "./made-up-call.ts";
import { startPeer } from "./start-peer.ts";

/** An instrumentation that a program is watched by in one turn and not in the next. */
export interface Watching {
  /** How calls are started from now on. */
  open(isWatched: boolean): OpenAnswer;
  /** Does what waits: it is a cost of the calls made, and not of the next ones. */
  finish(): void;
  /** Sends what is told of them. */
  export(): Promise<unknown>;
  /** Spans it has ended since it was last asked; null where they are counted at the collector. */
  spans(): number | null;
}

/** This instrumentation, as instrumentation/register.ts has it. Unwatched is what is no call of a model. */
export function watchingByThis(caller: Caller, require: NodeJS.Require, host: string): Watching {
  const pipeline = startPipeline({ serviceName: "cost", turns: true });
  deferFor(500);
  const config = { report: pipeline.report };
  const instrumentation = new RoundTripInstrumentation(config);
  const call = callsOf(caller, require);
  return {
    open(isWatched) {
      // Were the instrumentation switched off, V8 would compile undici anew each time.
      instrumentation.setConfig({ ...config, compatibleHosts: isWatched ? { [host]: "openai" } : {} });
      return call;
    },
    finish: finishDeferred,
    export: () => pipeline.flush(),
    spans: () => null,
  };
}

/** A peer, which wraps the method that asks. Unwatched is the method that it has wrapped; its spans are not exported. */
export function watchingByPeer(
  caller: Caller,
  require: NodeJS.Require,
  peer: { readonly name: string; readonly export: string },
): Watching {
  const ended = startPeer(require, peer);
  const watched = callsOf(caller, require);
  const unwatched = callsOf(caller, require, unwrapped);
  return {
    open: (isWatched) => (isWatched ? watched : unwatched),
    finish: () => undefined,
    export: async () => undefined,
    spans: () => ended.splice(0).length,
  };
}

/** `__original` is how OpenTelemetry's instrumentations keep what they wrap. */
function unwrapped(create: Create & { readonly __original?: Create }): Create {
  if (create.__original === undefined) throw new Error("The peer has not wrapped the method");
  return create.__original;
}
