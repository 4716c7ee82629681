import { setTimeout as sleep } from "node:timers/promises";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import Ws from "ws";
import type { Caller } from "./cases.ts";

// The program that is measured: it calls models as programs do, and knows nothing of being measured.
// `node drive.ts JSON` with the bases of the provider's APIs and the cases.

interface Plan {
  readonly openai: string;
  readonly anthropic: string;
  readonly google: string;
  readonly webSocket: string;
  readonly lanes: number;
  readonly cases: readonly { readonly model: string; readonly caller: Caller; readonly count: number }[];
}

const plan = JSON.parse(process.argv[2] ?? "{}") as Plan;
const openai = new OpenAI({ apiKey: "made-up", baseURL: plan.openai });
const anthropic = new Anthropic({ apiKey: "made-up", baseURL: plan.anthropic });
const google = new GoogleGenAI({ apiKey: "made-up", httpOptions: { baseUrl: plan.google } });

/** Makes one call and reads its answer to the end. */
const CALL: Readonly<
  Record<Exclude<Caller, "ws" | "websocket">, (model: string) => Promise<AsyncIterable<unknown>>>
> = {
  fetch: async (model) => {
    const response = await fetch(`${plan.openai}/responses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model, stream: true, input: "say hi" }),
    });
    if (response.body === null) throw new Error("An answer has a body");
    return response.body;
  },
  "openai-responses": (model) => openai.responses.create({ model, stream: true, input: "say hi" }),
  "openai-chat": (model) =>
    openai.chat.completions.create({
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: "user", content: "say hi" }],
    }),
  anthropic: (model) =>
    anthropic.messages.create({
      model,
      stream: true,
      max_tokens: 10_000,
      messages: [{ role: "user", content: "say hi" }],
    }),
  google: (model) => google.models.generateContentStream({ model, contents: "say hi" }),
};

async function callOverSocket(socket: WebSocket, model: string, count: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let left = count;
    const ask = () =>
      socket.send(
        JSON.stringify({ type: "response.create", model, input: [{ role: "user", content: "hi" }] }),
      );
    socket.addEventListener("open", ask);
    socket.addEventListener("error", () => reject(new Error("The socket broke")));
    socket.addEventListener("message", ({ data }) => {
      if (JSON.parse(String(data)).type !== "response.completed") return;
      left -= 1;
      if (left > 0) ask();
      else resolve();
    });
  });
  socket.close();
}

/** The `ws` package has the interface of the built-in class as far as it is used here. */
function likeBuiltIn(socket: Ws): WebSocket {
  return socket as unknown as WebSocket;
}

async function run({ model, caller, count }: Plan["cases"][number]): Promise<void> {
  if (caller === "ws") return await callOverSocket(likeBuiltIn(new Ws(plan.webSocket)), model, count);
  if (caller === "websocket") return await callOverSocket(new WebSocket(plan.webSocket), model, count);
  for (let n = 0; n < count; n += 1) for await (const _ of await CALL[caller](model));
}

const waiting = [...plan.cases];
await Promise.all(
  Array.from({ length: plan.lanes }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(next);
  }),
);
// As a program that lives on would; what it measured is sent meanwhile.
await sleep(100);
