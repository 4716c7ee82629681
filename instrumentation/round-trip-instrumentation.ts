import { InstrumentationBase } from "@opentelemetry/instrumentation";
import { EndpointFinder } from "./providers/endpoint-finder.ts";
import type { ExchangeRecord } from "./recording/exchange-record.ts";
import { ExchangeReporter } from "./reporting/exchange-reporter.ts";
import * as semconv from "./semconv.ts";
import { guarded } from "./sources/guarded.ts";
import { httpSource } from "./sources/http-source.ts";
import { http2Source } from "./sources/http2-source.ts";
import { watchSockets } from "./sources/socket-timings.ts";
import type { SourceHost, StopSource } from "./sources/source.ts";
import { undiciSource } from "./sources/undici-source.ts";
import type { RoundTripInstrumentationConfig } from "./types.ts";
import { INSTRUMENTATION_VERSION } from "./version.ts";

/**
 * Measures model calls where their bytes pass: `fetch` and undici, `node:http`, `node:https` and `node:http2`, and
 * WebSockets of any library. Each attempt becomes a CLIENT span of whatever tracer provider the program uses, each
 * reading of a rate limit a log record.
 */
export class RoundTripInstrumentation extends InstrumentationBase<RoundTripInstrumentationConfig> {
  // Declared without a value: the base class enables before the fields of this one are set.
  declare private stops: StopSource[] | undefined;
  declare private reporter: ExchangeReporter | undefined;
  declare private finder: EndpointFinder | undefined;

  constructor(config: RoundTripInstrumentationConfig = {}) {
    super(semconv.INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION, config);
  }

  /** No module is patched. */
  protected init(): undefined {
    return undefined;
  }

  override setConfig(config: RoundTripInstrumentationConfig = {}): void {
    super.setConfig(config);
    this.finder = undefined;
  }

  override enable(): void {
    super.enable();
    if (this.stops !== undefined) return;
    this.reporter ??= new ExchangeReporter(() => ({ tracer: this.tracer, logger: this.logger }));
    const report = guarded((record: ExchangeRecord, context: Parameters<SourceHost["report"]>[1]) => {
      const { report: send, onExchange } = this.getConfig();
      if (send) send(record, context);
      else this.reporter?.report(record, context);
      onExchange?.(record);
    });
    const host: SourceHost = {
      find: (method, address) => {
        this.finder ??= new EndpointFinder({ compatible: this.getConfig().compatibleHosts ?? {} });
        return this.finder.find(method, address);
      },
      report,
    };
    this.stops = [watchSockets(), undiciSource(host), httpSource(host), http2Source(host)];
  }

  override disable(): void {
    super.disable();
    for (const stop of this.stops ?? []) stop();
    this.stops = undefined;
  }
}
