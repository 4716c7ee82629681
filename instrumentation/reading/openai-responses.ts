import { durationOf, entriesOf, fieldsOf, parseJson, textOf } from "./json-fields.ts";
import { PayloadFinder } from "./payload-finder.ts";
import { PieceShapes } from "./piece-shapes.ts";
import type { ResponseFacts, TokenKind } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";
import { openAiUsage } from "./token-usage.ts";

/** Events that carry a piece of what the model writes, in their field `delta`. */
const DELTAS: ReadonlyMap<string, TokenKind> = new Map([
  ["response.output_text.delta", "output"],
  ["response.refusal.delta", "output"],
  ["response.function_call_arguments.delta", "output"],
  ["response.custom_tool_call_input.delta", "output"],
  ["response.mcp_call_arguments.delta", "output"],
  ["response.code_interpreter_call_code.delta", "output"],
  ["response.audio.transcript.delta", "output"],
  ["response.reasoning_text.delta", "reasoning"],
  ["response.reasoning_summary_text.delta", "summary"],
]);

const TERMINAL: ReadonlySet<string> = new Set([
  "response.completed",
  "response.incomplete",
  "response.failed",
  "response.done",
]);

const TYPE_FIRST = '{"type":"';

/** The type of an event whose name does not say it: by its first field, where every server writes it, else anywhere. */
function typeOf(data: string): string {
  if (data.startsWith(TYPE_FIRST)) return data.slice(TYPE_FIRST.length, data.indexOf('"', TYPE_FIRST.length));
  const found = /"type"\s*:\s*"(response\.[\w.]+)"/.exec(data)?.[1];
  return found ?? textOf(fieldsOf(parseJson(data))["type"]) ?? "";
}

const shapes = new PieceShapes(["type", "delta"]);

/** OpenAI's Responses API, over server-sent events as over a WebSocket. */
export function openAiResponses(facts: ResponseFacts): ResponseReader {
  const delta = new PayloadFinder('"delta":"');
  return {
    shapes,
    event(name, data, atMs) {
      if (data === "[DONE]") return null;
      const type = name === "" || name === "message" ? typeOf(data) : name;
      facts.firstEventAtMs ??= atMs;
      const kind = DELTAS.get(type);
      if (kind !== undefined) {
        let length = delta.find(data);
        if (length === -1) length = (textOf(fieldsOf(parseJson(data))["delta"]) ?? "").length;
        if (length > 0) facts.token(kind, length, atMs);
        return length > 0 ? { key: "delta", kind, tells: false } : null;
      }
      if (type === "response.output_item.added") {
        if (facts.firstOutputAtMs === null && namesTool(parseJson(data))) facts.toolNamed(atMs);
      } else if (type === "response.output_item.done") {
        // Some servers send an item whole instead of in pieces.
        if (facts.tokenEvents === 0) wholeItem(fieldsOf(parseJson(data))["item"], atMs);
      } else if (TERMINAL.has(type)) {
        facts.isTerminated = true;
        const event = fieldsOf(parseJson(data));
        const { response } = event;
        described(response);
        // GitHub Copilot tells of its quotas here.
        if ("copilot_quota_snapshots" in event) facts.rateLimitEvents.push(event);
        if (type === "response.failed") facts.error = fieldsOf(response)["error"] ?? response ?? {};
      } else if (type === "response.created" || type === "response.in_progress") {
        if (facts.responseId === null) described(fieldsOf(parseJson(data))["response"]);
      } else if (type === "error") {
        const error = fieldsOf(parseJson(data));
        facts.isTerminated = true;
        facts.error = error["error"] ?? error;
      } else if (type === "codex.rate_limits") facts.rateLimitEvents.push(parseJson(data));
      else if (type === "responsesapi.websocket_timing") timing(parseJson(data));
      return null;
    },
    whole(body) {
      facts.isTerminated = true;
      described(body);
      const error = fieldsOf(body)["error"];
      if (error !== undefined && error !== null) facts.error = error;
    },
    end() {},
  };

  function described(value: unknown): void {
    const response = fieldsOf(value);
    facts.responseId = textOf(response["id"]) ?? facts.responseId;
    facts.model = textOf(response["model"]) ?? facts.model;
    facts.servedTier = textOf(response["service_tier"]) ?? facts.servedTier;
    facts.reasoningEffort = textOf(fieldsOf(response["reasoning"])["effort"]) ?? facts.reasoningEffort;
    facts.usage = openAiUsage(response["usage"]) ?? facts.usage;
    const reason = textOf(fieldsOf(response["incomplete_details"])["reason"]);
    const status = textOf(response["status"]);
    facts.finishReason = reason ?? (status === "in_progress" || status === "queued" ? null : status);
  }

  function wholeItem(value: unknown, atMs: number): void {
    const item = fieldsOf(value);
    const type = textOf(item["type"]);
    if (type === "reasoning") {
      const length = JSON.stringify([item["summary"], item["content"]]).length;
      if (entriesOf(item["summary"]).length > 0) facts.token("summary", length, atMs);
      else if (entriesOf(item["content"]).length > 0) facts.token("reasoning", length, atMs);
    } else if (type === "message" ? entriesOf(item["content"]).length > 0 : namesTool({ item }))
      facts.token("output", JSON.stringify(item).length, atMs);
  }

  function timing(value: unknown): void {
    const engineMs = durationOf(fieldsOf(fieldsOf(value)["timing_metrics"])["engine_service_total_ms"]);
    if (engineMs === null) return;
    facts.serverMs = engineMs;
    facts.serverTimeSource = "responsesapi.websocket_timing";
  }
}

/** Whether an event announces a tool's call by the tool's name. */
function namesTool(event: unknown): boolean {
  const item = fieldsOf(fieldsOf(event)["item"]);
  return /_call$/.test(textOf(item["type"]) ?? "") && textOf(item["name"] ?? item["action"]) !== null;
}
