/** What the simulation must know of a request to any model, whatever its protocol. */
export interface ModelRequest {
  readonly model: string;
  readonly stream: boolean;
  /** False asks for a warm-up: a response id and no output. */
  readonly generate: boolean;
  readonly serviceTier: string | null;
  readonly previousResponseId: string | null;
  /** What the client names the conversation by, when it does. */
  readonly conversation: string | null;
  /** The lane of a WebSocket; null is the unnamed one. */
  readonly streamId: string | null;
  /** Answers of the model that the request repeats; null where the provider keeps the conversation. */
  readonly earlierAnswers: number | null;
  /** Names of the tools the model may call; null where the simulation does not look. */
  readonly offeredTools: ReadonlySet<string> | null;
}

/** Text that says something, else null. */
export const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

/** The fields of an object; none of anything else. */
export const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** The entries of a list; none of anything else. */
export const entries = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
