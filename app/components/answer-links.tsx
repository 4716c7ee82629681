import { Fragment } from "react";
import { answerHref } from "#app/answer-href.ts";
import type { RawParams } from "#app/raw-params.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";

interface AnswerLinksProps {
  readonly path: `/api/v1/${string}`;
  readonly raw: RawParams;
  readonly window: TimeWindow;
  /** The parameters that the path takes; those of lists of round trips when left out. */
  readonly params?: readonly string[];
  /** Parameters that the page has without its address saying so. */
  readonly also?: Readonly<Record<string, string | readonly string[]>>;
}

/** Where what a panel shows can be had as data: the same window and filters. */
export function AnswerLinks({ path, raw, window, params, also = {} }: AnswerLinksProps) {
  const asked = new Map([
    ...raw,
    ...Object.entries(also).map(
      ([name, value]) => [name, typeof value === "string" ? [value] : value] as const,
    ),
  ]);
  return (["json", "csv"] as const).map((format, index) => (
    <Fragment key={format}>
      {index > 0 && " · "}
      <a href={answerHref(path, asked, window, format, params && [...params, ...Object.keys(also)])}>
        {format.toUpperCase()}
      </a>
    </Fragment>
  ));
}
