import { type ReactNode, Suspense } from "react";
import type { TimelyAnswer } from "#app/ask-in-time.ts";

interface InTimeProps<T extends object> {
  readonly answer: TimelyAnswer<T>;
  readonly fallback: ReactNode;
  readonly children: (answer: T) => ReactNode;
}

/**
 * A part of a page that comes with the rest of it, in its place, for a reader without scripts too, unless its answer takes
 * long: then it comes later, and holds back nothing.
 */
export function InTime<T extends object>({ answer, fallback, children }: InTimeProps<T>) {
  // Within a boundary even what is ready may come at the end of the page.
  if (answer.ready) return children(answer.ready);
  return (
    <Suspense fallback={fallback}>
      <Later coming={answer.coming}>{children}</Later>
    </Suspense>
  );
}

async function Later<T extends object>({
  coming,
  children,
}: Pick<TimelyAnswer<T>, "coming"> & Pick<InTimeProps<T>, "children">) {
  return children(await coming);
}
