import { parseArgs } from "node:util";
import { EXAMPLE_LIMITS } from "./limits/example-limits.ts";
import { startSimulatedProvider } from "./provider.ts";

const HELP = `A simulated model provider on loopback, for tests, demonstrations and benchmarks.

  node simulation/main.ts [--port 8080] [--seed 1] [--deflate] [--limits]

POST /v1/responses                             Responses API of OpenAI, streamed or whole
WebSocket /v1/responses                        the same over frames
POST /v1/chat/completions                      Chat Completions API of OpenAI
POST /v1/messages                              Messages API of Anthropic
POST /v1beta/models/MODEL:generateContent      Gemini, and :streamGenerateContent
GET  /simulation/requests                      what was answered, with its true times
GET  /simulation/limits                        with --limits: what is left of them, and all that was charged or refused

--limits enforces limits for each account by itself, as simulation/limits/example-limits.ts tells: Codex windows of 5
hours and a week, in which a spent general one blocks Spark, too, and calls per minute for Claude.
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8080" },
    seed: { type: "string", default: "1" },
    deflate: { type: "boolean", default: false },
    limits: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else {
  const provider = await startSimulatedProvider({
    port: Number(values.port),
    seed: Number(values.seed),
    deflate: values.deflate,
    ...(values.limits ? { limits: EXAMPLE_LIMITS } : {}),
  });
  process.stdout.write(`Simulated provider on ${provider.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void provider.close());
}
