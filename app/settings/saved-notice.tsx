import type { RawParams } from "#app/raw-params.ts";
import { SECTIONS, type Section } from "./accept-change.ts";
import styles from "./settings.module.css";

const SAVED: Readonly<Record<Section, string>> = {
  tiers: "Tier rules saved. Every figure uses them from now on, whatever time it is about.",
  people: "Privacy saved. Pages and answers show people that way from now on.",
  names: "Names saved. Pages and answers show them from now on.",
  retention: "Retention saved. What is older is dropped within the hour.",
  views: "Views saved. They stand at the side of every page.",
};

/** Says what became of the form that led here; nothing when none did. */
export function SavedNotice({ raw }: { readonly raw: RawParams }) {
  const [saved, problem] = [raw.get("saved")?.[0] ?? "", raw.get("problem")?.[0]];
  if (problem) {
    return (
      <p role="alert" className={`${styles.notice} ${styles.bad}`}>
        Not saved. {problem.slice(0, 300)}.
      </p>
    );
  }
  const section = (Object.keys(SECTIONS) as Section[]).find((one) => saved.replace("-same", "") === one);
  if (section === undefined) return null;
  return (
    <p role="status" className={styles.notice}>
      {saved.endsWith("-same")
        ? `${SECTIONS[section]}: nothing was different, so nothing changed.`
        : SAVED[section]}
    </p>
  );
}
