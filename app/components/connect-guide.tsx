import Link from "next/link";
import { connectTexts } from "#app/connect/connect-texts.ts";
import { DemoOffer } from "#app/demo/demo-offer.tsx";
import { installationFolder } from "#lib/config/installation-folder.ts";
import { readSettings } from "#lib/config/settings.ts";
import styles from "./connect-guide.module.css";
import { CopyButton } from "./copy-button.tsx";
import { RefreshRegularly } from "./refresh-regularly.tsx";

/** What every page shows while there is no data at all: how to send the first. */
export function ConnectGuide() {
  const texts = connectTexts(readSettings(), installationFolder());
  const { collector, codex: config, variable: variables, register, tap, watch, statusLine } = texts;
  return (
    <div className={styles.guide}>
      <RefreshRegularly everyMs={2_000} />
      <header className={styles.intro}>
        <h1>Waiting for the first round trip</h1>
        <p>
          Nothing has reached Roundtrip yet. Connect a coding client as below and use it once: this page turns
          into data by itself a few seconds later. Prompts, code and tool output are never stored.
        </p>
        <DemoOffer />
        <p>
          <Link href="/connect">Every client, and what each way measures</Link>
        </p>
      </header>
      <ol className={styles.steps}>
        <li>
          <h2>Codex</h2>
          <CopyButton text={config} label="Copy the block for Codex" />
          <p>
            Add this to <code>~/.codex/config.toml</code>, then start <code>codex</code> anew.
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <pre tabIndex={0} className={styles.code}>
            <code>{config}</code>
          </pre>
        </li>
        <li>
          <h2>Anything else with OpenTelemetry</h2>
          <CopyButton text={variables} label="Copy the variable" />
          <p>
            Any OpenTelemetry SDK that follows the GenAI conventions, by OTLP over HTTP, protobuf or JSON:
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <pre tabIndex={0} className={styles.code}>
            <code>{variables}</code>
          </pre>
        </li>
        <li>
          <h2>Measured at the wire</h2>
          <CopyButton text={register} label="Copy the command" />
          <p>
            A program on Node 24, unchanged: the first token, the connection and every try are measured where
            the bytes pass, under one definition for all providers.
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <pre tabIndex={0} className={styles.code}>
            <code>{register}</code>
          </pre>
        </li>
        <li>
          <h2>A coding client that is no Node program</h2>
          <CopyButton text={tap} label="Copy the command of the tap" />
          <p>
            Starts the tap on loopback and says which address to give to Codex, Claude Code or another client.
            It hands on every byte as it comes, and reports the same.
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <pre tabIndex={0} className={styles.code}>
            <code>{tap}</code>
          </pre>
        </li>
        <li>
          <h2>Rate limits of Codex, without the tap</h2>
          <CopyButton text={watch} label="Copy the command of the watch" />
          <p>
            Codex tells no collector of its limits, but writes them into its session files. This follows the
            files as they grow and reads nothing else of them.
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <pre tabIndex={0} className={styles.code}>
            <code>{watch}</code>
          </pre>
        </li>
        <li>
          <h2>Rate limits of Claude Code, without the tap</h2>
          <CopyButton text={statusLine} label="Copy the setting of the status line" />
          <p>
            A status line for <code>~/.claude/settings.json</code> that shows how much of the five hours and
            of the week is used, and reports it. A line of your own goes behind <code>statusline --</code>.
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <pre tabIndex={0} className={styles.code}>
            <code>{statusLine}</code>
          </pre>
        </li>
      </ol>
      <p className={styles.wait} role="status">
        The collector of this Roundtrip listens at {collector}, and for gRPC at {texts.collectorGrpc}
      </p>
    </div>
  );
}
