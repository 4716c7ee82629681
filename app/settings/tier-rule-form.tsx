"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useLayoutEffect, useRef, useState, useTransition } from "react";
import formStyles from "#app/components/form.module.css";
import { checkTierRules } from "#lib/domain/settings/check-tier-rules.ts";
import {
  editTierRules,
  rulesOfDraft,
  TIER_RULES_MAX,
  type TierRuleDraft,
  type TierRuleEdit,
} from "#lib/domain/settings/tier-rule-draft.ts";
import styles from "./settings.module.css";
import { focusAfter, TierRuleFields } from "./tier-rule-fields.tsx";
import { draftHref, EDIT_PARAM, writeRuleEdit } from "./tier-rule-params.ts";

interface TierRuleFormProps {
  readonly draft: readonly TierRuleDraft[];
  /** How many combinations each rule of the draft catches. */
  readonly caught: readonly number[];
  /** The parameters of the address. */
  readonly kept: readonly (readonly [string, readonly string[]])[];
  /** Whether the draft is not what holds. */
  readonly isDraft: boolean;
}

/** Typing shows its effect when it rests for so long, in ms. */
const REST_MS = 300;

/**
 * The rules in a form. Without scripts each button loads the page with the step taken; with them the address follows what is
 * typed, and with it the preview.
 */
export function TierRuleForm({ draft, caught, kept, isDraft }: TierRuleFormProps) {
  const router = useRouter();
  const [rules, setRules] = useState(draft);
  const [said, setSaid] = useState("");
  const [isOnItsWay, go] = useTransition();
  const last = useRef(JSON.stringify(draft));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const focus = useRef<string | null>(null);

  // The address may change otherwise too: by going back, or by asking for the shipped rules. A page that was overtaken
  // by a later step is no such change; at once, for else a step between a page and its effects would be undone.
  const given = JSON.stringify(draft);
  useLayoutEffect(() => {
    if (isOnItsWay || given === last.current) return;
    clearTimeout(timer.current);
    last.current = given;
    setRules(JSON.parse(given) as readonly TierRuleDraft[]);
  }, [given, isOnItsWay]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (focus.current !== null) document.getElementById(focus.current)?.focus();
    focus.current = null;
  });

  const show = (next: readonly TierRuleDraft[], how: "push" | "replace") => {
    clearTimeout(timer.current);
    last.current = JSON.stringify(next);
    go(() => router[how](draftHref(new Map(kept), next) as Route, { scroll: false }));
  };
  const type = (next: readonly TierRuleDraft[]) => {
    setRules(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => show(next, "replace"), REST_MS);
  };
  const take = (edit: TierRuleEdit) => {
    const next = editTierRules(rules, edit);
    setRules(next);
    const { id, text } = focusAfter(edit, next.length);
    focus.current = id;
    setSaid(text);
    show(next, "push");
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (submitter?.getAttribute("formmethod") === "post") return;
    event.preventDefault();
    show(rules, "replace");
  };

  const problems = checkTierRules(rulesOfDraft(rules));
  return (
    <form action="/settings" method="get" onSubmit={submit}>
      {/* The first button is the one that Enter presses. */}
      <button type="submit" className="visually-hidden" tabIndex={-1} aria-hidden="true">
        Preview
      </button>
      <ol className={styles.rules}>
        {rules.map((rule, at) => (
          <TierRuleFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is nothing but its place and what stands in it.
            key={at}
            at={at}
            count={rules.length}
            rule={rule}
            problems={problems.filter((one) => one.at === at)}
            caught={JSON.stringify(rules) === given ? (caught[at] ?? 0) : null}
            onType={(field, text) =>
              type(rules.map((one, place) => (place === at ? { ...one, [field]: text } : one)))
            }
            onEdit={take}
          />
        ))}
      </ol>
      <div className={formStyles.line}>
        <button
          id="add-rule"
          type="submit"
          name={EDIT_PARAM}
          value={writeRuleEdit({ step: "add", at: 0 })}
          className={styles.quiet}
          disabled={rules.length >= TIER_RULES_MAX}
          onClick={(event) => {
            event.preventDefault();
            take({ step: "add", at: 0 });
          }}
        >
          Add a rule
        </button>
        <noscript>
          <button type="submit" className={styles.quiet}>
            Preview
          </button>
        </noscript>
        <button
          type="submit"
          formAction="/settings/tiers"
          formMethod="post"
          className={`${formStyles.button} ${styles.save}`}
          disabled={problems.length > 0}
        >
          Save tier rules
        </button>
        {problems.length > 0 ? (
          <span className={styles.bad}>
            {problems.length === 1 ? "One mistake" : `${problems.length} mistakes`} to correct first.
          </span>
        ) : (
          isDraft && <span className={styles.small}>Not saved yet.</span>
        )}
      </div>
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </form>
  );
}
