import type { CollectorState, ServiceExports } from "./describe-collector.ts";
import type { ClientSeen } from "./list-clients.ts";

/** The ways by which data comes, in the order in which they are shown. */
export const CONNECT_WAYS = [
  "codex",
  "claudeCode",
  "geminiCli",
  "register",
  "tap",
  "watch",
  "statusLine",
  "otlp",
] as const;

export type ConnectWay = (typeof CONNECT_WAYS)[number];

/** What is known of a way. */
export interface WaySeen {
  /** Unix ms at which something of it was last stored since the collector started; null when nothing was. */
  readonly lastReadMs: number | null;
  /** Unix ms at which records of it last came, of which nothing was read yet; null when there are none, or more was read. */
  readonly unreadMs: number | null;
  /** Unix ms at which a round trip of its client last began, whichever way it came; null when unknown. */
  readonly lastRoundTripMs: number | null;
  /** Who, as they call themselves, the latest first. */
  readonly services: readonly string[];
}

/** The clients that have ways of their own, as their round trips name them. */
const CLIENTS: Readonly<Partial<Record<ConnectWay, string>>> = {
  codex: "codex",
  claudeCode: "claude-code",
  geminiCli: "gemini-cli",
};

/** Which way a service's records came by. */
export function wayOf({ service, way }: Pick<ServiceExports, "service" | "way">): ConnectWay {
  if (service === "roundtrip-tap") return "tap";
  if (service === "roundtrip-watch") return "watch";
  if (service === "roundtrip-usage") return "statusLine";
  if (way === "wire") return "register";
  // Codex names its service after the surface it runs in.
  if (/^codex([_-]|$)/.test(service)) return "codex";
  if (service === "claude-code") return "claudeCode";
  return service === "gemini-cli" ? "geminiCli" : "otlp";
}

/** What the collector heard of each way; `clients` adds what the database knows from before its start. */
export function seenByWay(
  services: CollectorState["services"],
  clients: readonly ClientSeen[],
): Readonly<Record<ConnectWay, WaySeen>> {
  const byWay = Map.groupBy(services, wayOf);
  const entries = CONNECT_WAYS.map((way) => {
    const own = byWay.get(way) ?? [];
    const client = clients.find((one) => one.client === CLIENTS[way]);
    const seen: WaySeen = {
      lastReadMs: latest(own.map(({ lastReadMs }) => lastReadMs)),
      unreadMs: latest(own.map(({ read, lastMs }) => (read === 0 ? lastMs : null))),
      lastRoundTripMs: client?.lastRoundTripMs ?? null,
      services: own.toSorted((a, b) => b.lastMs - a.lastMs).map(({ service }) => service),
    };
    return [way, seen] as const;
  });
  return Object.fromEntries(entries) as Record<ConnectWay, WaySeen>;
}

function latest(moments: readonly (number | null)[]): number | null {
  return moments.reduce((most, one) => (one === null ? most : Math.max(most ?? one, one)), null);
}
