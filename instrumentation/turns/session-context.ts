import { type Attributes, type Context, createContextKey } from "@opentelemetry/api";
import * as semconv from "../semconv.ts";

/** Whose calls they are. */
export interface SessionDetails {
  readonly person?: string;
  readonly team?: string;
  readonly repository?: string;
}

const SESSION = createContextKey("roundtrip session");

/** A context in which all spans belong to that session. */
export function withSessionIn(context: Context, id: string, details: SessionDetails): Context {
  const attributes: Attributes = {
    [semconv.ATTR_GEN_AI_CONVERSATION_ID]: id,
    ...(details.person === undefined ? {} : { [semconv.ATTR_USER_ID]: details.person }),
    ...(details.team === undefined ? {} : { [semconv.ATTR_TEAM_ID]: details.team }),
    ...(details.repository === undefined ? {} : { [semconv.ATTR_VCS_REPOSITORY_NAME]: details.repository }),
  };
  return context.setValue(SESSION, attributes);
}

/** The attributes of the session in which something happens; null outside of any. */
export function sessionOf(context: Context): Attributes | null {
  return (context.getValue(SESSION) as Attributes | undefined) ?? null;
}

/** The session of one context in another. */
export function carrySession(from: Context, to: Context): Context {
  const session = from.getValue(SESSION);
  return session === undefined || to.getValue(SESSION) !== undefined ? to : to.setValue(SESSION, session);
}
