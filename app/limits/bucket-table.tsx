import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { hrefWith, windowParams } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { formatShare } from "#lib/analytics/format-number.ts";
import type { LimitAccount } from "#lib/analytics/series/prepare-limit-accounts.ts";
import type { LimitRow, Told } from "#lib/analytics/series/prepare-limit-rows.ts";
import styles from "./bucket-table.module.css";
import { LimitBar } from "./limit-bar.tsx";

const HEADS = ["Left", "Resets", "What to expect", "Pace", "Lock-out", "Last heard"] as const;

interface BucketTableProps {
  readonly label: string;
  readonly accounts: readonly LimitAccount[];
  readonly raw: RawParams;
}

/** Every bucket, by account, with what is left of it and what is to be expected. */
export function BucketTable({ label, accounts, raw }: BucketTableProps) {
  return (
    <ScrollTable label={label}>
      <thead>
        <tr>
          <th scope="col">Bucket</th>
          <th scope="col" className={styles.barColumn}>
            Used
          </th>
          {HEADS.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      {accounts.map((account) => (
        <tbody key={account.key}>
          <tr className={styles.account}>
            <th scope="rowgroup" colSpan={HEADS.length + 2}>
              <div className={styles.accountLine}>
                <AccountName account={account} raw={raw} />
                {account.notice !== null && <span className={styles.notice}>{account.notice}</span>}
              </div>
            </th>
          </tr>
          {account.rows.map((row) => (
            <BucketRow key={row.key} row={row} />
          ))}
        </tbody>
      ))}
    </ScrollTable>
  );
}

function AccountName({ account, raw }: { readonly account: LimitAccount; readonly raw: RawParams }) {
  const { provider, people } = account;
  const [first, second, ...others] = people;
  const seen = [first, second, others.length > 0 ? `${others.length} more` : undefined]
    .filter(Boolean)
    .join(", ");
  return (
    <span>
      {provider}{" "}
      {account.account === null ? (
        <span className={tableStyles.muted}>account unnamed</span>
      ) : (
        <>
          account{" "}
          <Link
            href={hrefWith("/limits/history", windowParams(raw), { account: account.account })}
            prefetch={false}
            title={account.account}
          >
            {account.shortAccount}
          </Link>
        </>
      )}
      {seen !== "" && <span className={tableStyles.muted}> seen with {seen}</span>}
    </span>
  );
}

function BucketRow({ row }: { readonly row: LimitRow }) {
  const isStopped = row.state === "spent" || row.state === "blocked";
  return (
    <tr className={styles.bucket}>
      <th scope="row">
        <Cell told={row.name} />
      </th>
      <td className={styles.barColumn}>
        <LimitBar state={row.state} usedShare={row.usedShare} evenShare={row.evenShare} />
        <span className={tableStyles.sub}>{sayUsed(row)}</span>
      </td>
      <td className={isStopped && row.usedShare !== null ? tableStyles.bad : undefined}>
        <Cell told={row.left} />
      </td>
      <td>
        <Cell told={row.resets} />
      </td>
      <td className={isStopped ? tableStyles.bad : undefined}>
        <Cell told={row.forecast} />
      </td>
      <td>
        <Cell told={row.pace} />
      </td>
      <td>
        <Cell told={row.lockOut} />
      </td>
      <td>
        <Cell told={row.heard} />
      </td>
    </tr>
  );
}

function sayUsed({ state, usedShare, evenShare }: LimitRow): string {
  const used = usedShare === null ? "unknown" : `${formatShare(usedShare)} used`;
  const even = usedShare === null || evenShare === null ? null : `${formatShare(evenShare)} if even`;
  return [state === "blocked" ? "blocked" : null, used, even].filter((part) => part !== null).join(", ");
}

function Cell({ told: { main, detail } }: { readonly told: Told }) {
  return (
    <>
      {main}
      {detail !== null && <span className={tableStyles.sub}>{detail}</span>}
    </>
  );
}
