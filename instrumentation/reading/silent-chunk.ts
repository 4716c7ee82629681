/**
 * What there is to see in a chunk of Chat Completions without parsing it: a field whose value, unless it is empty, counts at
 * the moment at which it comes; a field that tells something and that few chunks have; the reason why a choice is over.
 */
const MARKS =
  /"(?:(content|refusal|arguments|reasoning|reasoning_content|tool_calls|error)"\s*:(?!\s*(?:""|null\b))|(usage|x_groq|time_info)"\s*:\s*\{|finish_reason"\s*:\s*"([^"\\]+)")/g;

const TELLS = /"(?:usage|x_groq|time_info)"\s*:\s*\{/;

/** A chunk of which nothing counts at its moment: what it describes can then be read at the end. */
export interface SilentChunk {
  /** Whether it tells of the tokens used or the server's own time. */
  readonly tells: boolean;
  /** Why its choices are over, in their order; mostly none is. */
  readonly reasons: readonly string[];
}

/** What a chunk says; null when it is not silent. */
export function silentChunk(data: string): SilentChunk | null {
  let tells = false;
  const reasons: string[] = [];
  MARKS.lastIndex = 0;
  for (let mark = MARKS.exec(data); mark !== null; mark = MARKS.exec(data)) {
    const [, counts, telling, reason] = mark;
    if (counts !== undefined) return null;
    if (telling !== undefined) tells = true;
    else if (reason !== undefined) reasons.push(reason);
  }
  return { tells, reasons };
}

/** Whether a chunk tells of the tokens used or the server's own time. */
export function isTelling(data: string): boolean {
  return TELLS.test(data);
}
