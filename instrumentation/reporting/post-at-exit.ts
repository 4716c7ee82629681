import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";

/** A collector that does not answer keeps a program from ending so long, in ms. */
const ANSWER_MS = 1_000;
/** On a busy machine another process takes its time to start; so long the program's end waits at most, in ms. */
const PROCESS_MS = 5_000;

/** Posts what it reads, cut as its arguments say, and says nothing. */
const SCRIPT = `
const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk)).on("end", async () => {
  let rest = Buffer.concat(chunks);
  const [timeout, ...posts] = process.argv.slice(1);
  const signal = AbortSignal.timeout(Number(timeout));
  const answers = [];
  for (let at = 0; at < posts.length; at += 2) {
    const body = rest.subarray(0, Number(posts[at + 1]));
    rest = rest.subarray(body.length);
    answers.push(fetch(posts[at], { method: "POST", headers: { "content-type": "application/x-protobuf" }, body, signal }));
  }
  await Promise.allSettled(answers);
  process.exit();
});`;

/** What is to be posted where. */
export interface PostAtExit {
  readonly url: string;
  readonly body: Uint8Array;
}

/**
 * Posts while the process is already ending, when nothing asynchronous can happen any more: by another process that lives
 * for it alone. Bodies without bytes are left out. Never throws.
 */
export function postAtExit(posts: readonly PostAtExit[]): void {
  const wanted = posts.filter(({ body }) => body.byteLength > 0);
  if (wanted.length === 0) return;
  // What instruments this program must not be in that one.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const cuts = wanted.flatMap(({ url, body }) => [url, String(body.byteLength)]);
  try {
    spawnSync(process.execPath, ["-e", SCRIPT, String(ANSWER_MS), ...cuts], {
      input: Buffer.concat(wanted.map(({ body }) => body)),
      env,
      stdio: ["pipe", "ignore", "ignore"],
      timeout: PROCESS_MS,
    });
  } catch {
    // Then it is not sent; the program ends all the same.
  }
}
