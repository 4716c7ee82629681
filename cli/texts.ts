import type { Upstream } from "#instrumentation/tap/upstream.ts";

/** What `roundtrip help` says. */
export const HELP = `roundtrip tap [--port 4319] [--upstream name=https://host/base]…
  Passes requests of coding clients on to their providers and measures each model call at the wire.
  --port       where it listens, on this machine only; 0 takes a free port
  --upstream   adds a provider under the path /name, or replaces one; can be given several times

roundtrip watch
  Follows the session files of Codex (CODEX_HOME, else ~/.codex) and reports the rate limits in them.

roundtrip statusline [-- command…]
  Claude Code's status line: prints how much of each window is used, and reports it; the command prints instead.

roundtrip usage --provider name [--account id]
  Reports what a provider's usage answer on the standard input says about limits, such as that of
  openai (codex), anthropic (claude), openrouter or copilot.
  --account    the provider's own id of the account, by default of the client that is logged in here; only a hash is kept

roundtrip help
  Shows this.

OTEL_EXPORTER_OTLP_ENDPOINT, else ROUNDTRIP_OTLP_HTTP_PORT, says where the collector is (http://127.0.0.1:4318).
HTTPS_PROXY and NO_PROXY say how the tap reaches providers`;

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
