import { type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { ownTracer } from "../reporting/own-tracer.ts";
import * as semconv from "../semconv.ts";
import { activeContext, runIn } from "./active-context.ts";
import { type SessionDetails, sessionOf, withSessionIn } from "./session-context.ts";

/** What was decided about a tool call. */
export type Decision = "approved" | "denied";

/** Runs `work` as part of one conversation: every turn, round trip and tool call in it carries the session's id. */
export function withSession<T>(id: string, work: () => T, details: SessionDetails = {}): T {
  return runIn(withSessionIn(activeContext(), id, details), work);
}

/** Runs `work` as one turn: from the developer's prompt until it settles. */
export function withTurn<T>(work: () => T, name = "turn"): T {
  return inSpan(
    `invoke_agent ${name}`,
    { [semconv.ATTR_GEN_AI_OPERATION_NAME]: "invoke_agent", [semconv.ATTR_GEN_AI_AGENT_NAME]: name },
    work,
  );
}

/** Runs `work` as one call of a tool. `callId` is the id by which the model asked for it. */
export function withToolCall<T>(tool: string, work: () => T, callId?: string): T {
  return inSpan(
    `execute_tool ${tool}`,
    {
      [semconv.ATTR_GEN_AI_OPERATION_NAME]: "execute_tool",
      [semconv.ATTR_GEN_AI_TOOL_NAME]: tool,
      ...(callId === undefined ? {} : { [semconv.ATTR_GEN_AI_TOOL_CALL_ID]: callId }),
    },
    work,
  );
}

/** Runs `ask`, which waits for a person to decide about a tool call; anything but true is taken for a refusal. */
export async function withApproval(
  tool: string,
  ask: () => Promise<boolean>,
  callId?: string,
): Promise<boolean> {
  return await inSpan(
    "permission",
    {
      [semconv.ATTR_GEN_AI_TOOL_NAME]: tool,
      ...(callId === undefined ? {} : { [semconv.ATTR_GEN_AI_TOOL_CALL_ID]: callId }),
    },
    async (span) => {
      const isApproved = await ask();
      const decision: Decision = isApproved === true ? "approved" : "denied";
      span.setAttribute(semconv.ATTR_ROUNDTRIP_APPROVAL_DECISION, decision);
      return isApproved;
    },
  );
}

/** The span ends when the work does, whether it returns, resolves, throws or rejects; its error goes on as it is. */
function inSpan<T>(name: string, attributes: Record<string, string>, work: (span: Span) => T): T {
  const parent = activeContext();
  const options = { kind: SpanKind.INTERNAL, attributes: { ...attributes, ...sessionOf(parent) } };
  const span = ownTracer().startSpan(name, options, parent);
  return runIn(trace.setSpan(parent, span), () => {
    try {
      const result = work(span);
      if (!(result instanceof Promise)) {
        span.end();
        return result;
      }
      return result.then(
        (value) => {
          span.end();
          return value;
        },
        (error: unknown) => {
          endWithError(span, error);
          throw error;
        },
      ) as T;
    } catch (error) {
      endWithError(span, error);
      throw error;
    }
  });
}

/** Only the error's class: its message may quote content. */
function endWithError(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute(semconv.ATTR_ERROR_TYPE, error instanceof Error ? error.name : "other");
  span.end();
}
