import type { Upstream } from "./upstream.ts";

/** A proxy that passes on what it does not see (HTTP CONNECT, RFC 9110 section 9.3.6). */
export interface HttpProxy {
  readonly hostname: string;
  readonly port: number;
  /** What it is told of who asks; null when it wants to know nothing. */
  readonly authorization: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a secure upstream (`HTTPS_PROXY` or `ALL_PROXY`, unless `NO_PROXY` has its host; each
 * in small letters, too); null for none. Throws TypeError, naming the variable, when that is no address of an HTTP proxy.
 */
export function proxyFor(
  { isSecure, hostname, port }: Pick<Upstream, "isSecure" | "hostname" | "port">,
  environment: Environment,
): HttpProxy | null {
  const told = (name: string) => environment[name.toLowerCase()] || environment[name] || null;
  const name = ["HTTPS_PROXY", "ALL_PROXY"].find((one) => told(one) !== null);
  if (!isSecure || name === undefined || isSpared(hostname, port, told("NO_PROXY") ?? "")) return null;
  const text = told(name) ?? "";
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== "http:" || url.hostname === "")
    throw new TypeError(`${name} is no address of an HTTP proxy: it looks like http://host:port`);
  const who = `${decoded(url.username)}:${decoded(url.password)}`;
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || 80,
    authorization: who === ":" ? null : `Basic ${Buffer.from(who).toString("base64")}`,
  };
}

/** Some write a percent sign as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a host, or a domain that it is in, is among those that no proxy is asked for. */
function isSpared(hostname: string, port: number, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      // An IPv6 address has colons of its own, and brackets where a port may follow.
      const isBare = !entry.startsWith("[") && /:.*:/.test(entry);
      const [, written = "", ofPort] = isBare
        ? [entry, entry]
        : (/^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? []);
      const name = written.replace(/^\[|\]$/g, "");
      if (ofPort !== undefined && Number(ofPort) !== port) return false;
      if (name === "") return entry.startsWith("*");
      const [host, domain] = [hostname.toLowerCase(), name.toLowerCase()];
      return host === domain || host.endsWith(`.${domain}`);
    });
}
