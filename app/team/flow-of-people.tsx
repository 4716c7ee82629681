import { comparedWindow } from "#app/compared-window.ts";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import tableStyles from "#app/components/data-table.module.css";
import { EarlierLine, tellEarlier } from "#app/components/earlier-line.tsx";
import { Panel } from "#app/components/panel.tsx";
import type { Asked } from "#app/components/question-page.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { QUESTION_PARAMS } from "#app/search-params.ts";
import { distribution } from "#lib/analytics/distribution.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import type { TeamQuestion } from "./read-team-question.ts";
import styles from "./team.module.css";
import { keyOf, valuesOf, Who } from "./wait-of-people.tsx";

/** How each threshold of a wait is felt. */
const FELT = ["as immediate", "as flowing", "as one to stay for"];

/** How often a first token came before a wait is felt, and before one turns to something else. */
export async function FlowOfPeople({ question, raw }: Asked<TeamQuestion>) {
  const { by } = question;
  const window = comparedWindow(raw, question.window);
  const asked = { ...question, metric: "ttftMs" } as const;
  const { thresholds, values } = await distribution(asked);
  const before = window && (await distribution({ ...asked, window, wanted: valuesOf(values) }));
  if (values.every(({ quantiles }) => quantiles.n === 0)) return null;
  return (
    <Panel
      title="How often the first token came in time"
      note="Up to 400 ms a wait is felt as immediate (Doherty 1982), up to 1 s thought flows on, after 10 s people turn to something else (Nielsen 1993)."
      aside={
        <AnswerLinks
          path="/api/v1/distribution"
          raw={raw}
          window={question.window}
          params={QUESTION_PARAMS}
          also={{ by }}
        />
      }
    >
      <ScrollTable label="Shares of first tokens in time">
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col" className={tableStyles.figure}>
              Median TTFT
            </th>
            {thresholds.map((ms, index) => (
              <th key={ms} scope="col">
                Up to {formatDuration(ms)}
                <span className={tableStyles.sub}>felt {FELT[index]}</span>
              </th>
            ))}
            <th scope="col" className={tableStyles.figure}>
              n
            </th>
          </tr>
        </thead>
        <tbody>
          {values.map((one) => {
            const earlier = tellEarlier(one, one.others > 0 ? null : (before?.values ?? null), keyOf);
            return (
              <tr key={keyOf(one)}>
                <th scope="row">
                  <Who {...one} by={by} raw={raw} />
                </th>
                <td className={tableStyles.figure}>
                  {formatDuration(one.quantiles.p50)}
                  <EarlierLine text={earlier(({ quantiles }) => formatDuration(quantiles.p50))} />
                </td>
                {one.sharesBelow.map((share, index) => (
                  <td key={thresholds[index]} className={styles.share}>
                    {formatShare(share)}
                    <span className={styles.shareBar} aria-hidden="true">
                      <span style={{ width: `${100 * (share ?? 0)}%` }} />
                    </span>
                    <EarlierLine
                      text={earlier(({ sharesBelow }) => formatShare(sharesBelow[index] ?? null))}
                    />
                  </td>
                ))}
                <td className={tableStyles.figure}>
                  {formatCount(one.quantiles.n)}
                  <EarlierLine text={earlier(({ quantiles }) => formatCount(quantiles.n))} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}
