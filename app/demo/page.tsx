import type { Metadata } from "next";
import Link from "next/link";
import form from "#app/components/form.module.css";
import { Notice } from "#app/components/notice.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";
import { RefreshRegularly } from "#app/components/refresh-regularly.tsx";
import { readSettings } from "#lib/config/settings.ts";
import type { DemoState } from "#lib/domain/demo-state.ts";
import { askSupervisor } from "./ask-supervisor.ts";
import styles from "./demo.module.css";
import { DemoOffer } from "./demo-offer.tsx";
import { GoThere } from "./go-there.tsx";
import { siblingUrl } from "./sibling-url.ts";

export const metadata: Metadata = { title: "Demo" };

const REFRESH_MS = 1_000;

export default async function DemoPage() {
  return (
    <PageFrame path="/demo" raw={new Map()}>
      {await content()}
    </PageFrame>
  );
}

async function content() {
  if (readSettings().demoOfPort !== null)
    return (
      <Notice title="This is the demo">
        <p>All that it shows is made up. The line at the top leads back to your own data, or removes it.</p>
        <Link href="/">Go to its overview</Link>
      </Notice>
    );
  const state = readSettings().offersDemo ? await askSupervisor("state") : null;
  return state === null ? <Unavailable /> : await shown(state);
}

function Unavailable() {
  return (
    <Notice title="The demo is not available here">
      <p>
        It is started by <code>npm start -- --demo</code>, which runs the dashboard too.
      </p>
    </Notice>
  );
}

async function shown(state: DemoState) {
  switch (state.status) {
    case "ready": {
      const url = `${await siblingUrl(state.port)}/`;
      return (
        <Notice title="The demo is ready">
          <GoThere url={url} />
          <p>
            It is a Roundtrip of its own, at <a href={url}>{url}</a>
          </p>
          <RemoveDemo />
        </Notice>
      );
    }
    case "starting":
      return (
        <Notice title="The demo is being prepared">
          <Again />
          <p>
            A month of work of an invented team is put into a database of its own, which takes a minute. This
            page goes on to it by itself.
          </p>
          <Progress progress={state.progress} step={state.step} />
          <RemoveDemo />
        </Notice>
      );
    case "removing":
      return (
        <Notice title="The demo is being removed">
          <Again />
          <p>Its processes are stopped and its folder is deleted. Your own data stays as it is.</p>
        </Notice>
      );
    case "failed":
      return (
        <Notice title="The demo could not be prepared">
          <p>
            {state.reason}. The terminal in which Roundtrip runs may say more. Your own data is as it was.
          </p>
          <DemoOffer />
          <RemoveDemo />
        </Notice>
      );
    case "resting":
      return (
        <Notice title="The demo is not running">
          <p>It was filled before, and goes on from there.</p>
          <DemoOffer />
          <RemoveDemo />
        </Notice>
      );
    case "absent":
      return (
        <Notice title="There is no demo">
          <DemoOffer />
        </Notice>
      );
  }
}

function Progress({ progress, step }: { readonly progress: number; readonly step: string }) {
  const percent = Math.round(progress * 100);
  return (
    <div className={styles.progress} role="status">
      <progress max={100} value={percent} aria-label="Preparing the demo" />
      <p>
        {step}: {percent} %
      </p>
    </div>
  );
}

function RemoveDemo() {
  return (
    <form action="/demo/remove" method="post">
      <button className={form.button} type="submit">
        Remove the demo
      </button>
    </form>
  );
}

/** Looks again, also without scripts. */
function Again() {
  return (
    <>
      <RefreshRegularly everyMs={REFRESH_MS} />
      <noscript>
        <meta httpEquiv="refresh" content="2" />
      </noscript>
    </>
  );
}
