import formStyles from "#app/components/form.module.css";
import { Panel } from "#app/components/panel.tsx";
import { SMALL_GROUP } from "#lib/domain/settings/presentation.ts";
import { PEOPLE_SHOWN, type PeopleShown, type SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import styles from "./settings.module.css";

const CHOICES: Readonly<Record<PeopleShown, { readonly name: string; readonly about: string }>> = {
  name: { name: "By name", about: "As clients report them, or by the names given below." },
  pseudonym: {
    name: "By a pseudonym",
    about: `Such as "Person 7f3a92c1": always the same for one person, and nobody can find out whose it is by trying names. Groups of fewer than ${SMALL_GROUP} people are not broken down by person: not by team, repository or client, and not where fewer have round trips.`,
  },
  hidden: { name: "Not at all", about: "No page, answer or file tells one person from another." },
};

/** How people are shown, on pages and in answers alike. */
export function PeoplePanel({ settings }: { readonly settings: SavedSettings }) {
  return (
    <Panel
      title="Privacy"
      note="How people are shown on every page and in every answer and file. What is stored stays as it is, so this can be changed back."
    >
      <form action="/settings/people" method="post" className={styles.form}>
        <fieldset className={styles.choices}>
          <legend className="visually-hidden">How people are shown</legend>
          {PEOPLE_SHOWN.map((choice) => (
            <label key={choice} className={styles.choice}>
              <input
                type="radio"
                name="people"
                value={choice}
                defaultChecked={settings.people === choice}
                aria-describedby={`people-${choice}`}
              />
              <span>{CHOICES[choice].name}</span>
              <span id={`people-${choice}`} className={styles.small}>
                {CHOICES[choice].about}
              </span>
            </label>
          ))}
        </fieldset>
        <button type="submit" className={formStyles.button}>
          Save privacy
        </button>
      </form>
    </Panel>
  );
}
