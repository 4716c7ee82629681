import Link from "next/link";
import { answerHref } from "#app/answer-href.ts";
import type { PageBox } from "#app/box-params.ts";
import { DIMENSION_NAMES } from "#app/components/dimension-names.ts";
import { MEASURE_NAMES } from "#app/components/measure-names.ts";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { DIFFERENCE_PARAMS } from "#app/difference-params.ts";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { type Question, UNKNOWN_VALUE } from "#app/search-params.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import {
  type DifferenceRow,
  prepareDifferences,
  sayNoFindings,
} from "#lib/analytics/series/prepare-differences.ts";
import { showValues } from "#lib/analytics/show-values.ts";
import { whatDiffers } from "#lib/analytics/what-differs.ts";
import { nameOfValue } from "#lib/domain/settings/presentation.ts";
import { NO_BOX } from "./no-box.ts";
import styles from "./round-trips.module.css";

interface DifferencesProps {
  readonly question: Question;
  readonly box: PageBox;
  readonly raw: RawParams;
}

/** What the selected round trips have in common that the rest of the window has not, the strongest first. */
export async function Differences({ question, box, raw }: DifferencesProps) {
  const [told, presentation] = await Promise.all([
    whatDiffers({ ...question, box: { ...box, filters: {} } }),
    showValues(),
  ]);
  const rows = prepareDifferences(told, nameOf, (dimension, value) =>
    nameOfValue(presentation, dimension, value),
  );
  const isSample = told.selectedTimeShare < 1 || told.restTimeShare < 1;
  return (
    <Panel
      title="What differs in the selection"
      note={`${formatCount(told.selected)} selected round trips of ${formatCount(told.selectedSessions)} sessions against ${formatCount(told.rest)} others; ${formatCount(told.tests)} comparisons, at most 5 % of what is shown by chance.${
        isSample
          ? ` Read were ${formatShare(told.selectedTimeShare)} of the selection's time and ${formatShare(told.restTimeShare)} of the rest's.`
          : ""
      }`}
      aside={
        <a
          href={answerHref(
            "/api/v1/what-differs",
            withMetric(raw),
            question.window,
            "json",
            DIFFERENCE_PARAMS,
          )}
        >
          JSON
        </a>
      }
    >
      {told.noFindings ? (
        <PanelEmpty>{sayNoFindings(told.noFindings)}</PanelEmpty>
      ) : (
        <>
          <p className={styles.key}>
            <i className={styles.selectedBar} aria-hidden="true" /> of the selection
            <i className={styles.restBar} aria-hidden="true" /> of the rest
          </p>
          <ol className={styles.differences}>
            {rows.map((row) => (
              <Difference key={row.key} row={row} raw={raw} />
            ))}
          </ol>
        </>
      )}
      <p className={styles.actions}>
        <Link href={hrefWith("/round-trips", raw, NO_BOX)} prefetch={false}>
          Select nothing
        </Link>
      </p>
    </Panel>
  );
}

function Difference({ row, raw }: { readonly row: DifferenceRow; readonly raw: RawParams }) {
  const { filter } = row;
  return (
    <li>
      <p>
        <span className={styles.name}>{row.name}</span>{" "}
        {filter ? (
          <Link
            href={hrefWith("/round-trips", raw, {
              ...NO_BOX,
              [filter.dimension]: filter.value ?? UNKNOWN_VALUE,
            })}
            prefetch={false}
          >
            {row.value}
          </Link>
        ) : (
          <strong>{row.value}</strong>
        )}{" "}
        <span className={styles.shares}>{row.text}</span>
      </p>
      <div className={styles.bars} aria-hidden="true">
        <span className={styles.selectedBar} style={{ width: `${100 * row.inSelection}%` }} />
        <span className={styles.restBar} style={{ width: `${100 * row.inRest}%` }} />
      </div>
      {row.also.length > 0 && <p className={styles.also}>The same: {row.also.join(", ")}</p>}
    </li>
  );
}

/** The path refuses a metric without an end of its range. */
function withMetric(raw: RawParams): RawParams {
  return raw.has("min") || raw.has("max") ? raw : new Map([...raw].filter(([name]) => name !== "metric"));
}

function nameOf(name: string): string {
  return { ...MEASURE_NAMES, ...DIMENSION_NAMES }[name] ?? name;
}
