import form from "#app/components/form.module.css";
import { readSettings } from "#lib/config/settings.ts";
import styles from "./demo.module.css";

/** Where there is no data yet: a button that leads to the demo. Nothing where the demo cannot be started. */
export function DemoOffer() {
  if (!readSettings().offersDemo) return null;
  return (
    <form className={styles.offer} action="/demo/start" method="post">
      <button className={form.button} type="submit">
        Look around with made-up data
      </button>
      <p>
        Opens a second Roundtrip beside this one, with a month of work of an invented team that goes on while
        you watch. It never mixes with your data, and one click removes it.
      </p>
    </form>
  );
}
