import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import { type ReactNode, Suspense } from "react";
import { PageFrame } from "#app/components/page-frame.tsx";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { type RawParams, readRawParams } from "#app/raw-params.ts";
import { describeSettings } from "#lib/analytics/settings/describe-settings.ts";
import type { SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import { editTierRules } from "#lib/domain/settings/tier-rule-draft.ts";
import { SECTIONS } from "./accept-change.ts";
import { AuditPanel } from "./audit-panel.tsx";
import { NamesPanel } from "./names-panel.tsx";
import { PeoplePanel } from "./people-panel.tsx";
import { readShownDraft } from "./read-shown-draft.ts";
import { RetentionPanel } from "./retention-panel.tsx";
import { SavedNotice } from "./saved-notice.tsx";
import styles from "./settings.module.css";
import { draftHref, EDIT_PARAM, readRuleEdit } from "./tier-rule-params.ts";
import { TierRulesPanel } from "./tier-rules-panel.tsx";
import { ViewsPanel } from "./views-panel.tsx";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({ searchParams }: PageProps<"/settings">) {
  await connection();
  const raw = readRawParams(await searchParams);
  const settings = await describeSettings();
  takeEdit(raw, settings);
  return (
    <PageFrame path="/settings" raw={raw}>
      <div className={styles.heading}>
        <h1>Settings</h1>
        <nav aria-label="Parts of this page" className={styles.parts}>
          {Object.entries({ ...SECTIONS, audit: "Audit log" }).map(([id, name]) => (
            <a key={id} href={`#${id}`}>
              {name}
            </a>
          ))}
        </nav>
      </div>
      <SavedNotice raw={raw} />
      <Part id="tiers" title="Tier rules" height="40rem">
        <TierRulesPanel raw={raw} settings={settings} />
      </Part>
      <Part id="people" title="Privacy" height="20rem">
        <PeoplePanel settings={settings} />
      </Part>
      <Part id="names" title="Names" height="16rem">
        <NamesPanel raw={raw} settings={settings} />
      </Part>
      <Part id="retention" title="Retention" height="20rem">
        <RetentionPanel raw={raw} settings={settings} />
      </Part>
      <Part id="views" title="Saved views" height="10rem">
        <ViewsPanel />
      </Part>
      <Part id="audit" title="Audit log" height="16rem">
        <AuditPanel raw={raw} />
      </Part>
    </PageFrame>
  );
}

interface PartProps {
  readonly id: string;
  readonly title: string;
  readonly height: string;
  readonly children: ReactNode;
}

/** A part of the page, to which addresses lead also while it is still on its way. */
function Part({ id, title, height, children }: PartProps) {
  return (
    <div id={id} className={styles.section}>
      <Suspense fallback={<PanelSkeleton title={title} height={height} />}>{children}</Suspense>
    </div>
  );
}

/** A button of the form was pressed without scripts: the address with the step taken is one that can be loaded again. */
function takeEdit(raw: RawParams, settings: SavedSettings): void {
  const edit = readRuleEdit(raw.get(EDIT_PARAM)?.[0]);
  if (edit === null) return;
  const draft = editTierRules(readShownDraft(raw, settings).draft, edit);
  const at = { add: draft.length - 2, remove: edit.at, up: edit.at - 1, down: edit.at + 1 }[edit.step];
  const place = Math.min(Math.max(at, 0), draft.length - 1);
  redirect(`${draftHref(raw, draft)}#rule-${place + 1}` as Route);
}
