import { resolve } from "node:path";
import type { OtlpSink } from "#tests/support/otlp-sink.ts";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";

/** To whom a program talks. */
interface Surroundings {
  readonly sink: Pick<OtlpSink, "url">;
  readonly provider: { readonly port: number };
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a program of tests/support/programs with the instrumentation, as its README says. */
export function startRegistered(
  program: string,
  args: readonly string[],
  { sink, provider, env }: Surroundings,
): RunningProcess {
  return startProcess(
    process.execPath,
    ["--import", resolve("instrumentation/register.ts"), resolve(program), ...args],
    {
      env: {
        PATH: process.env["PATH"] ?? "",
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        ROUNDTRIP_COMPATIBLE_HOSTS: `127.0.0.1:${provider.port}=openai`,
        ...env,
      },
    },
  );
}
