import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { Chance } from "#simulation/week/chance.ts";
import { drawCourse, type NewConnection } from "./call-course.ts";
import { nextInput } from "./conversation.ts";
import { onGrid } from "./grid.ts";
import type { HistorySession } from "./history-session.ts";
import { drawCallSize, type KindOfWork, type Load } from "./kind-of-work.ts";
import { MODEL_PROFILES, type ModelProfile, type ProfileName } from "./model-profiles.ts";
import { isWhere, type PlantedRegression } from "./regression.ts";
import { tellRoundTrip } from "./tell-round-trip.ts";

/** What the whole history has in common. */
export interface HistoryWorld {
  readonly regression: PlantedRegression | null;
  readonly hasQuotaRefusals: boolean;
  /** How busy all are at a Unix ms, 0 to 1. */
  loadAt(atMs: number): number;
}

/** One call that is wanted. */
export interface WantedCall {
  readonly turnId: string;
  readonly model: ProfileName;
  readonly load: Load;
  readonly kind: KindOfWork;
  /** Whether it is the first after a pause. */
  readonly isAfterPause: boolean;
  readonly atMs: number;
}

/** Connections idle at most so long; longer, and the next call needs another. */
const IDLE_MAX_MS = 240_000;
const RECONNECTS_SHARE = 0.012;
/** Share of those who asked for the fast service, and at the busiest hour got the usual one. */
const DOWNGRADED_SHARE = 0.05;
const HIDES_REASONING_SHARE = 0.06;

/** Makes a call. Over a WebSocket that has to be set up first, the round trip begins when it is. */
export function makeCall(session: HistorySession, world: HistoryWorld, wanted: WantedCall): RoundTrip {
  const { chance, origin, person, transport } = session;
  const load = world.loadAt(wanted.atMs);
  const isDowngraded = wanted.model === "codexPriority" && chance.happens(DOWNGRADED_SHARE * load * load);
  const profile = MODEL_PROFILES[isDowngraded ? "codexDefault" : wanted.model];
  const { regression } = world;
  const isHit =
    regression !== null &&
    wanted.atMs >= regression.startMs &&
    isWhere(regression.where, {
      client: origin.client,
      clientVersion: origin.clientVersion,
      team: origin.team,
      transport,
      model: profile.model,
      serviceTier: profile.serviceTier,
      reasoningEffort: profile.reasoningEffort,
    });
  const connectsAnew =
    wanted.atMs - session.connectionUsedMs > IDLE_MAX_MS ||
    chance.happens(RECONNECTS_SHARE + (isHit ? regression.newConnectionShare : 0));
  const connection = connectsAnew ? newConnection(person.networkMs, transport === "websocket", chance) : null;
  const startedAtMs =
    wanted.atMs + (connection !== null && transport === "websocket" ? connection.connectMs : 0);
  const size = drawCallSize(wanted.load, wanted.kind, profile, chance);
  const setting = {
    profile,
    size,
    input: inputOf(session, profile, size.newInputTokens, wanted.isAfterPause),
    transport,
    networkMs: person.networkMs,
    connection,
    load,
    sessionFirstToken: session.firstTokenFactor,
    sessionRate: session.rateFactor,
    regressionFactor: isHit ? regression.factor : 1,
    mayBeUsedUp: world.hasQuotaRefusals,
  };
  const course = drawCourse(setting, chance);
  session.connectionUsedMs = startedAtMs + course.endMs;
  return tellRoundTrip({
    id: session.ids.next(),
    turnId: wanted.turnId,
    sessionId: session.ids.sessionId,
    startedAtMs,
    origin,
    teller: session.teller,
    setting,
    course,
    hidesReasoning:
      profile.provider === "openai" && size.reasoningTokens > 0 && chance.happens(HIDES_REASONING_SHARE),
    requestedTier: wanted.model === "codexPriority" ? "fast" : profile.provider === "openai" ? "auto" : null,
    isFallback: session.isFallback,
    account: person.account,
  });
}

function inputOf(session: HistorySession, profile: ModelProfile, newTokens: number, isAfterPause: boolean) {
  let conversation = session.conversations.get(profile.name);
  if (conversation === undefined) {
    conversation = { contextTokens: 0 };
    session.conversations.set(profile.name, conversation);
  }
  return nextInput(conversation, newTokens, isAfterPause, profile, session.chance);
}

/** Looking up, connecting and TLS take a round trip or two each, and so does the upgrade to a WebSocket. */
function newConnection(networkMs: number, isWebSocket: boolean, chance: Chance): NewConnection {
  const dnsMs = onGrid(chance.around(9, 0.6));
  const tcpMs = onGrid(networkMs * chance.between(0.95, 1.15));
  const tlsMs = onGrid(networkMs * chance.between(1, 1.3) + 4);
  const upgradeMs = isWebSocket ? onGrid(networkMs * chance.between(1, 1.2) + chance.around(15, 0.4)) : null;
  return { dnsMs, tcpMs, tlsMs, upgradeMs, connectMs: dnsMs + tcpMs + tlsMs + (upgradeMs ?? 0) };
}
