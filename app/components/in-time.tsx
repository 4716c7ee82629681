import { type ReactNode, Suspense } from "react";
import { comesInTime } from "#app/comes-in-time.ts";

interface InTimeProps {
  /** What the part has to wait for itself. */
  readonly answer: Promise<unknown>;
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}

/**
 * A part of a page that comes with the rest of it, in its place, for a reader without scripts too, unless its answer takes
 * long: then it comes later, and holds back nothing.
 */
export async function InTime({ answer, fallback, children }: InTimeProps) {
  // Within a boundary even what is ready may come at the end of the page.
  return (await comesInTime(answer)) ? children : <Suspense fallback={fallback}>{children}</Suspense>;
}
