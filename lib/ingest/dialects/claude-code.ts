import { CLAUDE_CODE_EVENT_ATTRIBUTES, observeClaudeCodeEvent } from "./claude-code-events.ts";
import { CLAUDE_CODE_FACT_ATTRIBUTES } from "./claude-code-facts.ts";
import { CLAUDE_CODE_ORIGIN_ATTRIBUTES, isClaudeCode } from "./claude-code-origin.ts";
import {
  CLAUDE_CODE_SPAN_ATTRIBUTES,
  CLAUDE_CODE_SPANS,
  observeClaudeCodeSpan,
} from "./claude-code-spans.ts";
import type { Dialect } from "./dialect.ts";

/** Claude Code, checked against 2.1.330: logs, the beta traces, and both at once. */
export const claudeCode: Dialect = {
  name: "claude-code",
  attributes: new Set([
    ...CLAUDE_CODE_ORIGIN_ATTRIBUTES,
    ...CLAUDE_CODE_FACT_ATTRIBUTES,
    ...CLAUDE_CODE_EVENT_ATTRIBUTES,
    ...CLAUDE_CODE_SPAN_ATTRIBUTES,
  ]),
  recognises: isClaudeCode,
  wantsSpan: (name) => CLAUDE_CODE_SPANS.has(name),
  observeSpan: observeClaudeCodeSpan,
  observeLog: observeClaudeCodeEvent,
};
