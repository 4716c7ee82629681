/** How requests and answers look on the wire. */
export type Protocol = "openai.responses" | "openai.chat" | "anthropic.messages" | "google.generate";

/** What the address of a request says about the model call in it. */
export interface ModelEndpoint {
  /** `gen_ai.provider.name`: a well-known value of the GenAI conventions, else the configured or host's name. */
  readonly provider: string;
  readonly protocol: Protocol;
  /** `gen_ai.operation.name`. */
  readonly operation: "chat" | "generate_content";
  /** Where the path names the model (Gemini, Azure deployments); else null. */
  readonly model: string | null;
  /** Where the path says whether the answer streams (Gemini); else null. */
  readonly streams: boolean | null;
}
