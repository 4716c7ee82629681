import { findEndpoint } from "../providers/find-endpoint.ts";

import { type HttpProxy, proxyFor } from "./proxy.ts";

/** A provider that the tap forwards to. */
export interface Upstream {
  /** The first part of the paths that lead to it. */
  readonly name: string;
  /** As a person would write it, without a slash at the end. */
  readonly url: string;
  readonly isSecure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** With the port where it is not the usual one. */
  readonly host: string;
  /** In front of every path; without a slash at the end. */
  readonly basePath: string;
  /** Through which it is reached; null for none. */
  readonly proxy: HttpProxy | null;
  /** What `findEndpoint` has to be told to know its host. */
  readonly compatible: Readonly<Record<string, string>>;
}

/** Name, address, and the provider's name where a host that is not known stands in for it. */
const KNOWN: readonly (readonly [name: string, url: string, provider: string])[] = [
  ["openai", "https://api.openai.com", "openai"],
  ["chatgpt", "https://chatgpt.com", "openai"],
  // Codex with a ChatGPT login looks up the backend of an account, past whatever it was told, where its own address ends
  // in this base path.
  ["codex", "https://chatgpt.com/backend-api/codex", "openai"],
  ["anthropic", "https://api.anthropic.com", "anthropic"],
  ["gemini", "https://generativelanguage.googleapis.com", "gcp.gemini"],
  ["cerebras", "https://api.cerebras.ai", "cerebras"],
  ["groq", "https://api.groq.com", "groq"],
  ["openrouter", "https://openrouter.ai", "openrouter"],
  ["mistral", "https://api.mistral.ai", "mistral_ai"],
  ["deepseek", "https://api.deepseek.com", "deepseek"],
  ["xai", "https://api.x.ai", "x_ai"],
];

/**
 * All upstreams by name, `given` ones (`name=https://host/base`) added or in place of known ones, each through the proxy that
 * the environment names for it. Throws TypeError.
 */
export function chooseUpstreams(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): ReadonlyMap<string, Upstream> {
  const upstreams = [
    ...KNOWN.map(([name, url]) => upstreamOf(name, new URL(url))),
    ...given.map(parseUpstream),
  ];
  return new Map(
    upstreams.map((upstream) => [upstream.name, { ...upstream, proxy: proxyFor(upstream, environment) }]),
  );
}

function parseUpstream(text: string): Omit<Upstream, "proxy"> {
  const [, name, address] = /^([\w.-]+)=(.+)$/.exec(text) ?? [];
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : null;
  const isUsable =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username + url.password + url.search + url.hash === "";
  if (name === undefined || !isUsable) {
    throw new TypeError(`An upstream looks like name=https://host or name=https://host/base, not "${text}"`);
  }
  return upstreamOf(name, url);
}

function upstreamOf(name: string, url: URL): Omit<Upstream, "proxy"> {
  const provider = KNOWN.find(([known]) => known === name)?.[2] ?? name;
  const isSecure = url.protocol === "https:";
  const isKnownHost = findEndpoint("POST", { host: url.host, path: "/v1/responses" }) !== null;
  return {
    name,
    url: url.href.replace(/\/+$/, ""),
    isSecure,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (isSecure ? 443 : 80),
    host: url.host,
    basePath: url.pathname.replace(/\/+$/, ""),
    compatible: isKnownHost ? {} : { [url.host]: provider },
  };
}
