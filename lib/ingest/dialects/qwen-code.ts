import type { Dialect } from "./dialect.ts";
import { observeQwenCodeEvent, QWEN_CODE_EVENT_ATTRIBUTES } from "./qwen-code-events.ts";
import { isQwenCode, QWEN_CODE_ORIGIN_ATTRIBUTES } from "./qwen-code-origin.ts";
import { observeQwenCodeSpan, QWEN_CODE_SPAN_ATTRIBUTES, QWEN_CODE_SPANS } from "./qwen-code-spans.ts";

/**
 * Qwen Code, checked against 0.24.4: logs, traces, and both at once. Retries that the SDK below it makes are not told
 * of, so they are part of the call.
 */
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
