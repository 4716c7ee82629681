import styles from "#app/components/data-table.module.css";
import { Panel } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { WireTable } from "#lib/analytics/series/prepare-wire-table.ts";

/** What was measured at the wire of a turn's round trips, each moment from the start of the attempt that decided. */
export function WireDetails({ table: { columns, rows } }: { readonly table: WireTable }) {
  return (
    <Panel
      title="At the wire"
      note="Where the bytes pass, from the start of the attempt that decided."
      aside={`n ${rows.length}`}
    >
      <ScrollTable label="Round trips of this turn as measured at the wire">
        <thead>
          <tr>
            <th scope="col">Round trip</th>
            {columns.map(({ name, meaning }) => (
              <th key={name} scope="col" className={styles.figure} title={meaning}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, cells }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              {cells.map((text, index) => (
                <td key={columns[index]?.name} className={styles.figure}>
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}
