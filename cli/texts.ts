import type { Upstream } from "#instrumentation/tap/upstream.ts";

/** What `roundtrip help` says. */
export const HELP = `roundtrip tap [--port 4319] [--upstream name=https://host/base]…
  Passes requests of coding clients on to their providers and measures each model call at the wire.
  --port       where it listens, on this machine only; 0 takes a free port
  --upstream   adds a provider under the path /name, or replaces one; can be given several times
  OTEL_EXPORTER_OTLP_ENDPOINT, else ROUNDTRIP_OTLP_HTTP_PORT, says where the collector is (http://127.0.0.1:4318)

roundtrip help
  Shows this.`;

/** What a tap says when it runs: the one setting for each client. */
export function greeting(url: string, collector: string, upstreams: ReadonlyMap<string, Upstream>): string {
  return `The tap listens at ${url} and reports to ${collector}

  Codex, API key         ~/.codex/config.toml: openai_base_url = "${url}/openai/v1"
  Codex, ChatGPT login   ~/.codex/config.toml: openai_base_url = "${url}/codex"
  Claude Code            ANTHROPIC_BASE_URL=${url}/anthropic
  Gemini CLI             GOOGLE_GEMINI_BASE_URL=${url}/gemini
  OpenAI SDKs            OPENAI_BASE_URL=${url}/openai/v1
  Anthropic SDKs         ANTHROPIC_BASE_URL=${url}/anthropic

Paths: ${[...upstreams.keys()].map((name) => `/${name}`).join(" ")}
Stop with Ctrl-C`;
}
