import { entriesOf, fieldsOf, parseJson, textOf } from "./json-fields.ts";
import type { ResponseFacts } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";
import { googleUsage } from "./token-usage.ts";

/** Gemini's generateContent and streamGenerateContent: few and large events, each of them a whole response,
 * so that none is a piece of text alone. */
export function googleGenerate(facts: ResponseFacts): ResponseReader {
  return {
    event(_, data, atMs) {
      facts.firstEventAtMs ??= atMs;
      read(parseJson(data), atMs);
      return null;
    },
    whole(body) {
      // Without server-sent events a stream is a list of responses.
      for (const response of Array.isArray(body) ? body : [body]) read(response, null);
      facts.isTerminated = true;
    },
    end() {},
  };

  function read(value: unknown, atMs: number | null): void {
    const outer = fieldsOf(value);
    // Code Assist wraps the response.
    const response = fieldsOf(outer["response"] ?? outer);
    facts.responseId = textOf(response["responseId"]) ?? facts.responseId;
    facts.model = textOf(response["modelVersion"]) ?? facts.model;
    facts.usage = googleUsage(response["usageMetadata"]) ?? facts.usage;
    facts.servedTier = textOf(fieldsOf(response["usageMetadata"])["trafficType"]) ?? facts.servedTier;
    if (outer["error"] !== undefined && outer["error"] !== null) {
      facts.error = outer["error"];
      facts.isTerminated = true;
    }
    const blocked = textOf(fieldsOf(response["promptFeedback"])["blockReason"]);
    if (blocked !== null) {
      facts.finishReason = blocked;
      facts.isTerminated = true;
    }
    const candidate = fieldsOf(entriesOf(response["candidates"])[0]);
    if (atMs !== null) pieces(entriesOf(fieldsOf(candidate["content"])["parts"]), atMs);
    const reason = textOf(candidate["finishReason"]);
    if (reason === null) return;
    facts.finishReason = reason;
    facts.isTerminated = true;
  }

  /** The parts of one event came at once, and so are one event with tokens; thoughts are summaries. */
  function pieces(parts: readonly unknown[], atMs: number): void {
    let thought = 0;
    let written = 0;
    for (const part of parts) {
      const { thought: isThought, ...fields } = fieldsOf(part);
      const text = textOf(fields["text"]);
      const made = fields["functionCall"] ?? fields["executableCode"] ?? fields["inlineData"];
      const length = text !== null ? text.length : made === undefined ? 0 : JSON.stringify(made).length;
      if (isThought === true) thought += length;
      else written += length;
    }
    if (thought > 0 && written === 0) facts.token("summary", thought, atMs);
    else if (written > 0) facts.token("output", written, atMs);
  }
}
