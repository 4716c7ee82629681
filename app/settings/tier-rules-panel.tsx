import Link from "next/link";
import { Panel } from "#app/components/panel.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { previewRules, type RulesPreview } from "#lib/analytics/settings/preview-rules.ts";
import type { SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import { rulesOfDraft } from "#lib/domain/settings/tier-rule-draft.ts";
import { readShownDraft } from "./read-shown-draft.ts";
import { TierPreviewTable } from "./tier-preview-table.tsx";
import { TierRuleForm } from "./tier-rule-form.tsx";

interface TierRulesPanelProps {
  readonly raw: RawParams;
  readonly settings: SavedSettings;
}

/** The rules that decide on tiers, to be edited, and what they make of everything that is known. */
export async function TierRulesPanel({ raw, settings }: TierRulesPanelProps) {
  const { draft, isDraft } = readShownDraft(raw, settings);
  const preview = await previewRules(rulesOfDraft(draft), Date.now());
  return (
    <>
      <Panel
        title="Tier rules"
        note={
          <>
            The first rule whose patterns all match decides on the tier of a round trip. A pattern means the
            whole value, in either case: <code>.*</code> stands for anything, <code>a|b</code> for one of two.
            What is unknown matches no pattern.
          </>
        }
        aside={
          <>
            {isDraft && (
              <>
                <Link href="/settings" prefetch={false}>
                  Discard changes
                </Link>
                {" · "}
              </>
            )}
            <Link href="/settings?rules=shipped" prefetch={false}>
              Shipped rules
            </Link>
          </>
        }
      >
        <TierRuleForm draft={draft} caught={preview.caught} kept={[...raw]} isDraft={isDraft} />
      </Panel>
      <Panel
        title={isDraft ? "What would change" : "What they make of it"}
        note={sayPreview(preview, isDraft)}
      >
        <TierPreviewTable preview={preview} isDraft={isDraft} />
      </Panel>
    </>
  );
}

function sayPreview({ variants, roundTripsMoved }: RulesPreview, isDraft: boolean) {
  const moved = variants.filter(({ moves }) => moves).length;
  const text = !isDraft
    ? "Every combination that was ever seen, with its round trips of the last 30 days."
    : moved === 0
      ? "Nothing would move to another tier."
      : `${formatCount(moved)} of ${formatCount(variants.length)} combinations would move, with ${formatCount(
          roundTripsMoved,
        )} round trips of the last 30 days. History moves too.`;
  return <span role="status">{text}</span>;
}
