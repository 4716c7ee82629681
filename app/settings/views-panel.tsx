import type { Route } from "next";
import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { listViews } from "#lib/analytics/settings/list-views.ts";
import styles from "./settings.module.css";

/** The saved views, each with the way to it and a button that removes it. */
export async function ViewsPanel() {
  const views = await listViews();
  return (
    <Panel
      title="Saved views"
      note="Any page with its time and filters, under a name, for everybody. Save one at the side of the page itself."
    >
      {views.length === 0 ? (
        <PanelEmpty>No view was saved yet.</PanelEmpty>
      ) : (
        <form action="/settings/views" method="post">
          <ScrollTable label="Views by name">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Address</th>
                <th scope="col">
                  <span className="visually-hidden">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {views.map(({ name, href }) => (
                <tr key={name}>
                  <th scope="row">
                    <Link href={href as Route} prefetch={false}>
                      {name}
                    </Link>
                  </th>
                  <td className={tableStyles.muted}>{href}</td>
                  <td>
                    <button
                      type="submit"
                      name="remove"
                      value={name}
                      className={styles.quiet}
                      aria-label={`Remove ${name}`}
                    >
                      Remove
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </form>
      )}
    </Panel>
  );
}
