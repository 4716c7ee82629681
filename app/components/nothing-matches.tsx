import Link from "next/link";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { Instant } from "./instant.tsx";
import { PanelEmpty } from "./panel.tsx";

interface NothingMatchesProps {
  readonly path: string;
  readonly raw: RawParams;
  readonly hasFilters: boolean;
  /** Unix ms of the last data of all. */
  readonly lastMs: number;
}

const DAY_MS = 86_400_000;

/** There is data, but none of it is asked for: leads to where it is. */
export function NothingMatches({ path, raw, hasFilters, lastMs }: NothingMatchesProps) {
  const window = { from: formatIso(lastMs - DAY_MS), to: formatIso(lastMs + 1000), window: null };
  return (
    <PanelEmpty>
      {hasFilters
        ? "No round trip matches these filters in this time."
        : "No round trip started in this time."}{" "}
      The last data is of <Instant unixMs={lastMs} />.{" "}
      <Link href={hrefWith(path, raw, { ...window, cursor: null })}>See its last day</Link>
      {hasFilters && (
        <>
          {" or "}
          <Link
            href={hrefWith(
              path,
              new Map([...raw].filter(([name]) => ["window", "from", "to"].includes(name))),
            )}
          >
            take the filters away
          </Link>
        </>
      )}
      .
    </PanelEmpty>
  );
}
