import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { performance } from "node:perf_hooks";
import { gzip } from "node:zlib";
import { diag } from "@opentelemetry/api";
import { convertLegacyHttpOptions } from "@opentelemetry/otlp-exporter-base/node-http";
import { errorNameOf } from "../sources/error-name.ts";
import { suppressed } from "./suppression.ts";

/** Where bodies of one signal go. What else the environment says of it (headers, compression, certificates) is kept to. */
export interface OtlpSenderOptions {
  readonly signal: "TRACES" | "LOGS";
  readonly url: string;
  /** For one body, tries included. */
  readonly timeoutMs: number;
}

/** Whether the collector took the body. Never rejects, and keeps no program alive. */
export type SendBody = (body: Uint8Array) => Promise<boolean>;

const TRIES_MAX = 6;
const FIRST_WAIT_MS = 1_000;
const WAIT_GROWS_BY = 1.5;
const WAIT_MAX_MS = 5_000;
/** As the OTLP specification says. */
const TRY_AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);

type Answer =
  | { readonly kind: "taken" }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "tryAgain"; readonly why: string; readonly waitMs: number | null };

/**
 * Posts OTLP in protobuf over a connection that is kept. Not by OpenTelemetry's own transport, because that loads
 * `node:http` as a module of names, for which Node loads all of undici: 40 ms in which a program cannot take a token.
 */
export function otlpSender({ signal, url, timeoutMs }: OtlpSenderOptions): SendBody {
  const settings = convertLegacyHttpOptions({ url, timeoutMillis: timeoutMs }, signal, "", {
    "Content-Type": "application/x-protobuf",
  });
  let agent: Agent | undefined;
  const post = async (body: Uint8Array, withinMs: number): Promise<Answer> => {
    const isPlain = new URL(settings.url).protocol === "http:";
    const http = process.getBuiltinModule(isPlain ? "node:http" : "node:https");
    agent ??= isPlain ? new http.Agent({ keepAlive: true }) : await settings.agentFactory("https:");
    const headers: Record<string, string> = { ...(await settings.headers()) };
    const isGzip = settings.compression === "gzip";
    if (isGzip) headers["Content-Encoding"] = "gzip";
    const bytes = isGzip ? await gzipped(body) : body;
    return suppressed(() =>
      answerOf(http.request(settings.url, { method: "POST", headers, agent }), bytes, withinMs),
    );
  };
  return async (body) => {
    const deadlineMs = performance.now() + timeoutMs;
    let waitMs = FIRST_WAIT_MS;
    for (let tries = 1; ; tries += 1) {
      const leftMs = deadlineMs - performance.now();
      const answer = await post(body, leftMs).catch(
        (error: unknown): Answer => ({ kind: "refused", why: errorNameOf(error) }),
      );
      if (answer.kind === "taken") return true;
      const thisWaitMs = (answer.kind === "tryAgain" ? answer.waitMs : null) ?? waitMs;
      const isLast = tries === TRIES_MAX || performance.now() + thisWaitMs > deadlineMs;
      if (answer.kind === "refused" || isLast) {
        diag.warn(`roundtrip: ${settings.url} did not take telemetry (${answer.why})`);
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, thisWaitMs).unref());
      waitMs = Math.min(WAIT_MAX_MS, waitMs * WAIT_GROWS_BY);
    }
  };
}

function answerOf(request: ClientRequest, body: Uint8Array, withinMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const broken = (error: unknown): void =>
      resolve({ kind: "tryAgain", why: errorNameOf(error), waitMs: null });
    const timer = setTimeout(() => {
      request.destroy();
      resolve({ kind: "tryAgain", why: "timeout", waitMs: null });
    }, withinMs).unref();
    request.on("close", () => clearTimeout(timer));
    request.on("socket", (socket) => socket.unref());
    request.on("error", broken);
    request.on("response", (response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      response.resume().on("error", broken);
      response.on("end", () => {
        if (status >= 200 && status < 300) resolve({ kind: "taken" });
        else if (!TRY_AGAIN.has(status)) resolve({ kind: "refused", why: String(status) });
        else resolve({ kind: "tryAgain", why: String(status), waitMs: retryAfterMs(response) });
      });
    });
    request.end(body);
  });
}

function retryAfterMs({ headers }: IncomingMessage): number | null {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

function gzipped(body: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    gzip(body, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
}
