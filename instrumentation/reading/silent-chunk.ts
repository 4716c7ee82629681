/** Fields of a chunk of Chat Completions whose value, unless it is empty, counts at the moment at which it comes. */
const COUNTS =
  /"(?:content|refusal|arguments|reasoning|reasoning_content|tool_calls|error)"\s*:(?!\s*(?:""|null\b))/;

/** Fields that few chunks have. */
const TELLS = /"(?:usage|x_groq|time_info)"\s*:\s*\{/;

const FINISHES = /"finish_reason"\s*:\s*"([^"\\]+)"/g;

/** Whether nothing of a chunk counts at its moment: what it describes can then be read at the end. */
export function isSilent(data: string): boolean {
  return !COUNTS.test(data);
}

/** Whether a chunk tells of the tokens used or the server's own time. */
export function isTelling(data: string): boolean {
  return TELLS.test(data);
}

/** Why a chunk's choices are over, in their order; mostly none is. */
export function finishReasons(data: string): readonly string[] {
  const reasons: string[] = [];
  FINISHES.lastIndex = 0;
  for (let found = FINISHES.exec(data); found !== null; found = FINISHES.exec(data))
    reasons.push(found[1] ?? "");
  return reasons;
}
