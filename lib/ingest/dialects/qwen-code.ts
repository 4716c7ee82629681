import type { Dialect } from "./dialect.ts";
import { observeQwenCodeEvent, QWEN_CODE_EVENT_ATTRIBUTES } from "./qwen-code-events.ts";
import { isQwenCode, QWEN_CODE_ORIGIN_ATTRIBUTES } from "./qwen-code-origin.ts";
import { observeQwenCodeSpan, QWEN_CODE_SPAN_ATTRIBUTES, QWEN_CODE_SPANS } from "./qwen-code-spans.ts";

/** Qwen Code as its sources of autumn 2026 describe it: logs, traces, and both at once. Not checked against a capture. */
export const qwenCode: Dialect = {
  name: "qwen-code",
  attributes: new Set([
    ...QWEN_CODE_ORIGIN_ATTRIBUTES,
    ...QWEN_CODE_EVENT_ATTRIBUTES,
    ...QWEN_CODE_SPAN_ATTRIBUTES,
  ]),
  recognises: isQwenCode,
  wantsSpan: (name) => QWEN_CODE_SPANS.has(name),
  observeSpan: observeQwenCodeSpan,
  observeLog: observeQwenCodeEvent,
};
