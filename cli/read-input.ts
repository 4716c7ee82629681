/** No answer about limits is longer. */
const LENGTH_MAX = 4 * 1024 * 1024;

/** All that comes on the standard input, as text; empty from a terminal and where it is too long. */
export async function readInput(): Promise<string> {
  if (process.stdin.isTTY) return "";
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= LENGTH_MAX) chunks.push(chunk);
  }
  return length <= LENGTH_MAX ? Buffer.concat(chunks).toString("utf8") : "";
}
