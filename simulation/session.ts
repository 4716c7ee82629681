import { randomBytes } from "node:crypto";
import { DEFAULT_BEHAVIOUR, DEFAULT_MODELS, type ModelBehaviour } from "./behaviour.ts";
import { type EnforcedLimits, enforceLimits } from "./limits/enforce-limits.ts";
import { limitAnswer } from "./limits/limit-answer.ts";
import type { LimitsConfiguration } from "./limits/limits-configuration.ts";
import type { ModelRequest } from "./model-request.ts";
import {
  type Arrival,
  instant,
  type ObservedRequest,
  openRecord,
  type RequestRecord,
} from "./observed-request.ts";
import type { Protocol } from "./protocol.ts";
import { seededRandom } from "./random.ts";
import type { Reply } from "./reply.ts";

/** What is different about one answer. */
export type ReplyScript = Partial<ModelBehaviour>;

/** What the simulation can be told. */
export interface SimulationOptions {
  /** By model name; what a model does not say is taken from `default`. */
  readonly models?: Readonly<Record<string, ReplyScript>>;
  readonly default?: ReplyScript;
  /** Answers for the first requests in order of arrival, warm-ups apart; later ones follow the model. */
  readonly script?: readonly ReplyScript[];
  /** Same seed, same jitter. */
  readonly seed?: number;
  /** Observed requests beyond so many are forgotten, oldest first. */
  readonly keepRequests?: number;
  /** Enforced and told of; without, only scripted limits are told. */
  readonly limits?: LimitsConfiguration;
}

/** One answer, planned when its turn has come. */
export interface PlannedAnswer {
  readonly behaviour: ModelBehaviour;
  /** Null: refused. */
  readonly reply: Reply | null;
  /** Must be called when it has ended, so that its account is charged. */
  settle(): void;
}

/** What all connections of one provider share: the script, the conversations and the observed requests. */
export interface Session {
  arrive<R extends ModelRequest>(
    arrival: Omit<Arrival, "number" | "requestId" | "protocol">,
    request: R,
    protocol: Protocol<R>,
  ): RequestRecord;
  plan<R extends ModelRequest>(request: R, record: RequestRecord, protocol: Protocol<R>): PlannedAnswer;
  enqueue(...scripts: readonly ReplyScript[]): void;
  requests(): readonly ObservedRequest[];
  readonly models: readonly string[];
  readonly limits: EnforcedLimits | null;
}

/** Starts with no request observed. */
export function startSession(options: SimulationOptions): Session {
  const models = options.models ?? DEFAULT_MODELS;
  const script = [...(options.script ?? [])];
  const random = seededRandom(options.seed ?? 1);
  const keep = options.keepRequests ?? 100_000;
  const records: RequestRecord[] = [];
  const limits = options.limits === undefined ? null : enforceLimits(options.limits);
  const conversationOf = new Map<string, string>();
  const answered = new Map<string, number>();
  const prefix = randomBytes(6).toString("hex");
  let arrivals = 0;

  const behave = (request: ModelRequest): ModelBehaviour => ({
    ...DEFAULT_BEHAVIOUR,
    ...options.default,
    ...models[request.model],
    ...(request.generate ? script.shift() : undefined),
  });

  return {
    models: Object.keys(models),
    limits,
    arrive(arrival, request, protocol) {
      arrivals += 1;
      // Clients tell calls apart by this id, so no two providers may give the same.
      const requestId = `req_simulation_${prefix}_${arrivals}`;
      const record = openRecord(
        { ...arrival, number: arrivals, requestId, protocol: protocol.name },
        request,
      );
      records.push(record);
      if (records.length > keep) records.shift();
      return record;
    },
    plan(request, record, protocol) {
      record.startedAt = instant();
      const { unixMs } = record.startedAt;
      const unlimited = behave(request);
      const limited = limits === null ? null : limitAnswer(limits, record, unlimited, unixMs);
      const behaviour = limited?.behaviour ?? unlimited;
      const settle = () => limited?.settle(record, instant().unixMs);
      if (behaviour.failure?.kind === "refused") return { behaviour, reply: null, settle };

      const responseId = protocol.responseId(`simulation_${prefix}_${record.number}`);
      const earlier =
        request.previousResponseId === null ? undefined : conversationOf.get(request.previousResponseId);
      const conversation = request.conversation ?? earlier ?? responseId;
      conversationOf.set(responseId, conversation);
      const before = request.earlierAnswers ?? answered.get(conversation) ?? 0;
      const ordinal = before + (request.generate ? 1 : 0);

      const createdAtSeconds = Math.floor(unixMs / 1000);
      const reply = protocol.buildReply({
        request,
        behaviour,
        ordinal,
        responseId,
        createdAtSeconds,
        random,
      });
      // A client asks again for an answer that broke off.
      if (reply.ending === "complete") answered.set(conversation, ordinal);
      Object.assign(record, { responseId, conversation, toolCalls: reply.toolCalls });
      return { behaviour, reply, settle };
    },
    enqueue: (...scripts) => void script.push(...scripts),
    requests: () => records.map((record) => ({ ...record })),
  };
}
