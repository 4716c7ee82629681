import { isLoopback } from "#lib/config/settings.ts";

/** What a request says about itself, as far as access depends on it. */
export interface RequestOrigin {
  readonly method: string;
  /** The Host header. */
  readonly host: string | undefined;
  /** The Origin header, which browsers send with everything that can change something. */
  readonly origin: string | undefined;
}

/** Headers of every answer. `nonce` is new for each request and lets the page's own inline scripts run. */
export function securityHeaders(nonce: string): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": contentSecurityPolicy(nonce),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  };
}

/** Only our own scripts, styles, pictures and answers; nothing inline runs without the nonce. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    // Charts place their parts with style attributes, for which there are no nonces.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * Why a request is turned away; null when it is welcome. A name that is not ours means that a foreign page was pointed
 * at this address; a foreign origin means that a foreign page wants to change something.
 */
export function refusal(request: RequestOrigin, boundHost: string): string | null {
  const host = hostOf(`http://${request.host ?? ""}`);
  if (host === null || !(isLoopback(host.name) || host.name === boundHost)) {
    return "This server answers only to the address it was started on.";
  }
  const reads = request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS";
  if (!reads && request.origin !== undefined && hostOf(request.origin)?.withPort !== host.withPort) {
    return "Changes are accepted from Roundtrip's own pages only.";
  }
  return null;
}

function hostOf(url: string): { name: string; withPort: string } | null {
  if (!URL.canParse(url)) return null;
  const { hostname, host } = new URL(url);
  return { name: hostname.replace(/^\[|\]$/g, ""), withPort: host };
}
