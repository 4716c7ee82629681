import { Fragment } from "react";
import styles from "./commands.module.css";

/** Keys that are typed one after the other. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys}>
      {keys.split(" ").map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may come twice.
        <Fragment key={index}>
          {index > 0 && " "}
          <kbd>{key.toUpperCase()}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
