/** What a span of a peer says of how its call ended. */
export interface EndedSpan {
  readonly status: number;
  readonly error: string | null;
  readonly finishReasons: string | null;
}

/** As much of the SDK's spans as is looked at. */
interface ReadableSpan {
  readonly status: { readonly code: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Starts a peer with the OpenTelemetry it was installed with; its spans go nowhere but into the list. */
export function startPeer(require: NodeJS.Require, peer: { name: string; export: string }): EndedSpan[] {
  const ended: EndedSpan[] = [];
  const processor = {
    onStart() {},
    onEnd({ status, attributes }: ReadableSpan) {
      const told = (name: string) => (attributes[name] === undefined ? null : String(attributes[name]));
      ended.push({
        status: status.code,
        error: told("error.type"),
        finishReasons: told("gen_ai.response.finish_reasons"),
      });
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const tracerProvider = new (tracerProviderClass(require))({ spanProcessors: [processor] });
  require("@opentelemetry/api").trace.setGlobalTracerProvider(tracerProvider);
  const Instrumentation = require(peer.name)[peer.export];
  // As their documents have it. It also gives them a meter, without which one of them breaks the streams that it watches.
  require("@opentelemetry/instrumentation").registerInstrumentations({
    tracerProvider,
    instrumentations: [new Instrumentation({ captureMessageContent: false, traceContent: false })],
  });
  return ended;
}

/** Of the SDK's third version or of its second. */
function tracerProviderClass(require: NodeJS.Require) {
  try {
    return require("@opentelemetry/sdk-trace").TracerProvider;
  } catch {
    return require("@opentelemetry/sdk-trace-base").BasicTracerProvider;
  }
}
