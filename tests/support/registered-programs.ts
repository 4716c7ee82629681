import { resolve } from "node:path";
import { type SimulatedProvider, startSimulatedProvider } from "#simulation/provider.ts";
import type { ReplyScript } from "#simulation/session.ts";
import { type OtlpSink, startOtlpSink } from "#tests/support/otlp-sink.ts";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";

/** Programs of tests/support/programs with the instrumentation, a provider for them to ask, and what was told of it. */
export interface RegisteredPrograms {
  readonly provider: SimulatedProvider;
  readonly sink: OtlpSink;
  /** Starts one, as the instrumentation's README says; what is at `port` of this machine counts as a provider. */
  run(
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    port?: number,
  ): RunningProcess;
  /** What was told of the program that is called so. */
  spansOf(serviceName: string): OtlpSink["spans"];
  close(): Promise<void>;
}

/** Starts the provider, whose answers are 30 tokens in a tenth of a second unless a model's say otherwise, and the sink. */
export async function startForPrograms(
  models: Readonly<Record<string, ReplyScript>> = {},
): Promise<RegisteredPrograms> {
  const sink = await startOtlpSink();
  const provider = await startSimulatedProvider({
    deflate: true,
    models,
    default: {
      timeToFirstTokenMs: 40,
      tokensPerSecond: 500,
      outputTokens: 30,
      rateLimits: { requests: { limit: 500, remaining: 499, resetMs: 120 } },
    },
  });
  return {
    provider,
    sink,
    run: (program, args, env, port = provider.port) =>
      startProcess(
        process.execPath,
        [
          "--import",
          resolve("instrumentation/register.ts"),
          resolve("tests/support/programs", program),
          ...args,
        ],
        {
          env: {
            PATH: process.env["PATH"] ?? "",
            OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
            ROUNDTRIP_COMPATIBLE_HOSTS: `127.0.0.1:${port}=openai`,
            ...env,
          },
        },
      ),
    spansOf: (name) => sink.spans.filter(({ origin }) => origin.resource.get("service.name") === name),
    async close() {
      await provider.close();
      await sink.close();
    },
  };
}
