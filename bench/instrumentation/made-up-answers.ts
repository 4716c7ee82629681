/** The pieces of a streamed answer, ready to be written: what comes first, one event with a token, what comes last. */
export interface MadeUpAnswer {
  readonly head: Buffer;
  readonly event: Buffer;
  readonly tail: Buffer;
}

function chunk(choices: readonly object[], usage: object | null = null): string {
  const fields = { id: "chatcmpl-made-up", object: "chat.completion.chunk", created: 1_790_000_000 };
  return `data: ${JSON.stringify({ ...fields, model: "made-up", service_tier: "default", choices, usage })}\n\n`;
}

function choice(delta: object, finishReason: string | null = null): object {
  return { index: 0, delta, logprobs: null, finish_reason: finishReason };
}

function named(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 7, ...fields })}\n\n`;
}

const RESPONSE = { id: "resp_made_up", object: "response", model: "made-up", output: [] };

const CHAT: MadeUpAnswer = {
  head: Buffer.from(chunk([choice({ role: "assistant", content: "" })])),
  event: Buffer.from(chunk([choice({ content: " token" })])),
  tail: Buffer.from(
    `${chunk([choice({}, "stop")])}${chunk([], {
      prompt_tokens: 10,
      completion_tokens: 10,
      total_tokens: 20,
    })}data: [DONE]\n\n`,
  ),
};

const RESPONSES: MadeUpAnswer = {
  head: Buffer.from(named("response.created", { response: { ...RESPONSE, status: "in_progress" } })),
  event: Buffer.from(
    named("response.output_text.delta", {
      item_id: "msg_made_up",
      output_index: 0,
      content_index: 0,
      delta: " token",
      logprobs: [],
      obfuscation: "aFh3kq",
    }),
  ),
  tail: Buffer.from(
    named("response.completed", {
      response: {
        ...RESPONSE,
        status: "completed",
        usage: { input_tokens: 10, output_tokens: 10, total_tokens: 20 },
      },
    }),
  ),
};

/** The answer to a request for this path. */
export function madeUpAnswer(path: string): MadeUpAnswer {
  return path.endsWith("/responses") ? RESPONSES : CHAT;
}
