import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import styles from "./limits.module.css";

/** There is data, but nobody told of a limit: how they are heard. */
export function NoLimits() {
  return (
    <Panel title="No limit was heard of yet">
      <PanelEmpty>
        Clients do not tell their collector of rate limits. They are heard where the bytes pass, or where a
        client writes them down:
      </PanelEmpty>
      <ul className={styles.ways}>
        <li>
          <code>npm run tap</code> reads them from the answers to Codex, Claude Code and every other client.
        </li>
        <li>
          <code>npm run watch</code> follows the session files into which Codex writes them.
        </li>
        <li>
          <code>node cli/roundtrip.mjs statusline</code>, as the status line of Claude Code, passes on what it
          is given.
        </li>
      </ul>
    </Panel>
  );
}
