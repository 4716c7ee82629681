/** An instant as a field for local times has it: the reader's "2026-11-25T09:30". */
export function localMinute(unixMs: number): string {
  const minute = 60_000;
  const offsetMs = new Date(unixMs).getTimezoneOffset() * minute;
  return new Date(unixMs - offsetMs).toISOString().slice(0, 16);
}
