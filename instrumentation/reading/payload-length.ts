/**
 * Length of the JSON string that follows `key` in `data`, 0 when it is empty, -1 when the key is not there. The text
 * is measured as it is written, escapes included, which is near enough for a share.
 */
export function payloadLength(data: string, key: string): number {
  const at = data.indexOf(key);
  if (at === -1) return -1;
  const start = at + key.length;
  let end = data.indexOf('"', start);
  while (end !== -1 && data.charCodeAt(end - 1) === 92) end = data.indexOf('"', end + 1);
  return end === -1 ? data.length - start : end - start;
}
