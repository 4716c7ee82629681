import { Refusal } from "./refusal.ts";

/** Whether a host name or address can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return (
    name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

/** What a request says of where it comes from and whom it is for. */
export interface SenderHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * Keeps web pages out: one on another site may not post to a collector it can reach, and one whose name was bound
 * to 127.0.0.1 may not read from it. Throws a Refusal (403).
 */
export function checkSender({ origin, host }: SenderHeaders, boundHost: string): void {
  if (origin !== undefined && !isLoopbackHost(hostOf(origin))) {
    throw new Refusal(403, "permissionDenied", "Requests from web pages of other sites are not accepted.");
  }
  if (host !== undefined && isLoopbackHost(boundHost) && !isLoopbackHost(hostOf(`http://${host}`))) {
    throw new Refusal(403, "permissionDenied", "The Host header does not name this machine.");
  }
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? "";
}
