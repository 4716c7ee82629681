import tableStyles from "#app/components/data-table.module.css";
import formStyles from "#app/components/form.module.css";
import { LinkChoice } from "#app/components/link-choice.tsx";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { listNamedValues, type NamedValue } from "#lib/analytics/settings/list-named-values.ts";
import type { SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import {
  NAMED_DIMENSIONS,
  type NamedDimension,
  VALUE_NAME_MAX_LENGTH,
} from "#lib/domain/settings/value-names.ts";
import styles from "./settings.module.css";

const DIMENSIONS: Readonly<Record<NamedDimension, string>> = {
  person: "People",
  team: "Teams",
  repository: "Repositories",
  client: "Clients",
};

interface NamesPanelProps {
  readonly raw: RawParams;
  readonly settings: SavedSettings;
}

/** Other names to show for what clients report. */
export async function NamesPanel({ raw, settings }: NamesPanelProps) {
  const dimension = NAMED_DIMENSIONS.find((one) => one === raw.get("names")?.[0]) ?? "team";
  const find = (raw.get("find")?.[0] ?? "").slice(0, 100);
  const { values, isCut } = await listNamedValues(dimension, find);
  return (
    <Panel
      title="Names"
      note="What to show in place of what clients report. Data and addresses keep what was reported; filters understand both."
    >
      <LinkChoice
        label="What to name"
        path="/settings"
        raw={new Map()}
        param="names"
        choices={DIMENSIONS}
        chosen={dimension}
      />
      {dimension === "person" && settings.people !== "name" ? (
        <PanelEmpty>People are not shown by name, so nobody can be given another one.</PanelEmpty>
      ) : (
        <>
          <form action="/settings#names" method="get" className={`${formStyles.line} ${styles.find}`}>
            <input type="hidden" name="names" value={dimension} />
            <label className={formStyles.label}>
              Containing
              <input
                className={formStyles.input}
                name="find"
                defaultValue={find}
                key={find}
                autoComplete="off"
                spellCheck={false}
              />
            </label>
            <button type="submit" className={styles.quiet}>
              Find
            </button>
          </form>
          <NameForm dimension={dimension} values={values} find={find} isCut={isCut} />
        </>
      )}
    </Panel>
  );
}

interface NameFormProps {
  readonly dimension: NamedDimension;
  readonly values: readonly NamedValue[];
  readonly find: string;
  readonly isCut: boolean;
}

function NameForm({ dimension, values, find, isCut }: NameFormProps) {
  const what = DIMENSIONS[dimension];
  if (values.length === 0)
    return (
      <PanelEmpty>
        {find === "" ? `No client reported any ${what.toLowerCase()} yet.` : "Nothing contains this text."}
      </PanelEmpty>
    );
  return (
    <form action="/settings/names" method="post" className={styles.form} key={`${dimension}/${find}`}>
      <input type="hidden" name="dimension" value={dimension} />
      <ScrollTable label={`Names of ${what.toLowerCase()}`}>
        <thead>
          <tr>
            <th scope="col">Reported as</th>
            <th scope="col">Shown as</th>
          </tr>
        </thead>
        <tbody>
          {values.map(({ value, name }) => (
            <tr key={value}>
              <th scope="row">{value}</th>
              <td className={tableStyles.muted}>
                <input type="hidden" name="value" value={value} />
                <input
                  className={formStyles.input}
                  name="name"
                  aria-label={`Show ${value} as`}
                  defaultValue={name ?? ""}
                  placeholder={value}
                  maxLength={VALUE_NAME_MAX_LENGTH}
                  autoComplete="off"
                />
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {isCut && <p className={styles.small}>There are more: say what they contain to find them.</p>}
      <button type="submit" className={formStyles.button}>
        Save names
      </button>
    </form>
  );
}
