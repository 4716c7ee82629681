import { readSettings } from "#lib/config/settings.ts";
import styles from "./demo.module.css";
import { siblingUrl } from "./sibling-url.ts";

/** On every page of the demo: that all of it is made up, the way back, and the way to end it. Nothing elsewhere. */
export async function DemoBanner() {
  const { demoOfPort } = readSettings();
  if (demoOfPort === null) return null;
  return (
    <aside className={styles.banner} aria-label="Demo">
      <p>
        <strong>Demo:</strong> made-up data of an invented team
      </p>
      <a href={`${await siblingUrl(demoOfPort)}/`}>To your own data</a>
      <form action="/demo/remove" method="post">
        <button type="submit">Remove the demo</button>
      </form>
    </aside>
  );
}
