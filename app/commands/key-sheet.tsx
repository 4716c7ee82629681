"use client";

import { useState } from "react";
import styles from "./commands.module.css";
import { DialogFrame } from "./dialog-frame.tsx";
import { Keys } from "./keys.tsx";
import { pageCommands } from "./page-commands.ts";
import { hasSingleKeys, setSingleKeys } from "./single-keys.ts";

/** All keys of the page, by group, and whether single keys are wanted at all. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const [commands] = useState(() => pageCommands().filter(({ keys }) => keys !== null));
  const [isOn, setIsOn] = useState(hasSingleKeys);
  return (
    <DialogFrame title="Keys" onClose={onClose}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={styles.sheet} aria-label="Keys by what they do" tabIndex={0}>
        {[...Map.groupBy(commands, ({ group }) => group)].map(([group, members]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {members.map(({ name, keys }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <Keys keys={keys ?? ""} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Everywhere</h3>
          <dl>
            <div>
              <dt>Search all commands and values</dt>
              <dd>
                <kbd>Ctrl</kbd> <kbd>K</kbd>
              </dd>
            </div>
            <div>
              <dt>Close what lies over the page</dt>
              <dd>
                <kbd>Esc</kbd>
              </dd>
            </div>
          </dl>
        </section>
      </section>
      <label className={styles.wish}>
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ target }) => {
            setIsOn(target.checked);
            setSingleKeys(target.checked);
          }}
        />
        Single keys do something (off for dictation; kept in this browser)
      </label>
    </DialogFrame>
  );
}
