import { createRequire } from "node:module";
import { join } from "node:path";

// The measured program: makes the requests that its parent asks for, and tells what CPU time they took, in µs.
// `node load.ts JSON`, where the folder holds the openai package and, for a peer, its instrumentation.

export interface LoadPlan {
  readonly url: string;
  readonly folder: string;
  readonly caller: "fetch" | "chat" | "responses";
  /** A package that instruments the openai package, the name of its class, and whether it is given the class by hand. */
  readonly peer: { readonly name: string; readonly export: string } | null;
  readonly rounds: readonly { readonly requests: number; readonly events: number }[];
}

interface Client {
  readonly chat: { readonly completions: { create(body: object): Promise<AsyncIterable<unknown>> } };
  readonly responses: { create(body: object): Promise<AsyncIterable<unknown>> };
}

const plan = JSON.parse(process.argv[2] ?? "{}") as LoadPlan;
const require = createRequire(join(plan.folder, "package.json"));
if (plan.peer !== null) startPeer(plan.peer);
const OpenAI = plan.caller === "fetch" ? null : (require("openai").OpenAI as new (options: object) => Client);

function startPeer(peer: NonNullable<LoadPlan["peer"]>): void {
  const { trace } = require("@opentelemetry/api");
  // Spans end and go nowhere: what an exporter costs is not what is compared.
  const provider = new (tracerProvider())({
    spanProcessors: [{ onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} }],
  });
  trace.setGlobalTracerProvider(provider);
  const Instrumentation = require(peer.name)[peer.export];
  const instrumentation = new Instrumentation({ captureMessageContent: false, traceContent: false });
  instrumentation.setTracerProvider(provider);
  instrumentation.enable();
}

/** Of the SDK's third version or of its second, whichever the peer was installed with. */
function tracerProvider() {
  try {
    return require("@opentelemetry/sdk-trace").TracerProvider;
  } catch {
    return require("@opentelemetry/sdk-trace-base").BasicTracerProvider;
  }
}

async function ask(events: number): Promise<void> {
  const base = `${plan.url}/events-${events}/v1`;
  const messages = [{ role: "user", content: "say hi" }];
  if (OpenAI === null) {
    const answer = await fetch(`${base}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer made-up" },
      body: JSON.stringify({ model: "made-up", stream: true, messages }),
    });
    for await (const _ of answer.body ?? []);
    return;
  }
  const client = new OpenAI({ apiKey: "made-up", baseURL: base });
  const stream =
    plan.caller === "chat"
      ? await client.chat.completions.create({
          model: "made-up",
          stream: true,
          messages,
          stream_options: { include_usage: true },
        })
      : await client.responses.create({ model: "made-up", stream: true, input: "say hi" });
  for await (const _ of stream);
}

const costs: number[] = [];
for (const { requests, events } of plan.rounds) {
  const before = process.cpuUsage();
  for (let made = 0; made < requests; made += 1) await ask(events);
  const { user, system } = process.cpuUsage(before);
  costs.push((user + system) / requests);
}
process.send?.(costs);
process.disconnect?.();
