import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type ContextManager, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";
import { carrySession } from "./session-context.ts";

/**
 * Where OpenTelemetry's API keeps what a program has registered, whichever copy of it the program uses. It is only read:
 * whoever registers first decides which versions of the API may register after it, and that must be the program.
 */
const API = Symbol.for("opentelemetry.js.api.1");

/** What runs inside a turn of ours, and the span that was the program's own active one when that began. */
interface OwnContext {
  readonly context: Context;
  readonly outerSpan: Span | undefined;
}

const storage = new AsyncLocalStorage<OwnContext>();

function programsManager(): ContextManager | undefined {
  const api = (globalThis as { readonly [API]?: { readonly context?: ContextManager } })[API];
  return api?.context;
}

/** The context in which something happens now: the program's own, or that of a turn of ours, whichever is further in. */
export function activeContext(): Context {
  const outer = programsManager()?.active() ?? ROOT_CONTEXT;
  const own = storage.getStore();
  if (own === undefined) return outer;
  const span = trace.getSpan(outer);
  if (span === undefined || span === own.outerSpan) return own.context;
  return carrySession(own.context, outer);
}

/** Runs `work` in that context, for the program's own spans as well where it has any. */
export function runIn<T>(context: Context, work: () => T): T {
  const manager = programsManager();
  const outerSpan = manager === undefined ? undefined : trace.getSpan(context);
  return storage.run({ context, outerSpan }, () =>
    manager === undefined ? work() : manager.with(context, work),
  );
}
