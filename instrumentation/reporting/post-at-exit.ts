import { spawnSync } from "node:child_process";

/** So long a program's end may take longer for it, at most, in ms. */
const TIMEOUT_MS = 1_000;

/** Posts what it reads, and says nothing. */
const SCRIPT = `
const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
  fetch(process.argv[1], { method: "POST", headers: { "content-type": "application/x-protobuf" }, body: Buffer.concat(chunks) })
    .catch(() => undefined)
    .finally(() => process.exit());
});`;

/**
 * Posts a body while the process is already ending, when nothing asynchronous can happen any more: by another process
 * that lives for it alone. Never throws.
 */
export function postAtExit(url: string, body: Uint8Array): void {
  // What instruments this program must not be in that one.
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    spawnSync(process.execPath, ["-e", SCRIPT, url], {
      input: body,
      env,
      stdio: ["pipe", "ignore", "ignore"],
      timeout: TIMEOUT_MS,
    });
  } catch {
    // Then it is not sent; the program ends all the same.
  }
}
