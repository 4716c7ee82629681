import { type ReactNode, Suspense } from "react";

/** So long, in ms, the rest of a page waits for a part of it. */
const PATIENCE_MS = 150;

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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<false>((over) => {
    timer = setTimeout(() => over(false), PATIENCE_MS);
  });
  // That it failed is told by the part, which waits for the same answer.
  const isAnswered = answer.then(
    () => true,
    () => true,
  );
  const isInTime = await Promise.race([isAnswered, patience]);
  clearTimeout(timer);
  // Within a boundary even what is ready may come at the end of the page.
  return isInTime ? children : <Suspense fallback={fallback}>{children}</Suspense>;
}
