import type { MouseEvent } from "react";
import formStyles from "#app/components/form.module.css";
import type { TierRuleProblem } from "#lib/domain/settings/check-tier-rules.ts";
import {
  TIER_NAME_MAX_LENGTH,
  TIER_PATTERN_MAX_LENGTH,
  type TierRuleDraft,
  type TierRuleEdit,
} from "#lib/domain/settings/tier-rule-draft.ts";
import { DEFAULT_TIERS } from "#lib/domain/tier.ts";
import styles from "./settings.module.css";
import { EDIT_PARAM, RULE_FIELDS, RULE_PARAMS, writeRuleEdit } from "./tier-rule-params.ts";

type Field = keyof TierRuleDraft;

const LABELS: Readonly<Record<Field, string>> = {
  tier: "Tier",
  provider: "Provider",
  model: "Model",
  serviceTier: "Service tier",
  reasoningEffort: "Effort",
};

interface TierRuleFieldsProps {
  readonly at: number;
  readonly count: number;
  readonly rule: TierRuleDraft;
  readonly problems: readonly TierRuleProblem[];
  /** Null while it is not known. */
  readonly caught: number | null;
  readonly onType: (field: Field, text: string) => void;
  readonly onEdit: (edit: TierRuleEdit) => void;
}

/** One rule: its tier, its patterns, what it catches, and the buttons that move it. */
export function TierRuleFields({ at, count, rule, problems, caught, onType, onEdit }: TierRuleFieldsProps) {
  const isLast = at === count - 1;
  return (
    <li id={`rule-${at + 1}`} className={styles.rule}>
      <fieldset className={styles.fields}>
        <legend className={styles.place}>
          <span className="visually-hidden">Rule </span>
          {at + 1}
        </legend>
        {RULE_FIELDS.map((field) =>
          isLast && field !== "tier" ? (
            <input key={field} type="hidden" name={RULE_PARAMS[field]} value="" />
          ) : (
            <RuleField
              key={field}
              at={at}
              field={field}
              value={rule[field]}
              problem={problems.find((one) => one.field === field)?.problem ?? null}
              onType={onType}
            />
          ),
        )}
        {isLast && <p className={styles.rest}>for everything else</p>}
        <p className={styles.caught}>{sayCaught(caught)}</p>
        <div className={styles.steps}>
          {!isLast &&
            (["up", "down", "remove"] as const).map((step) => (
              <StepButton key={step} step={step} at={at} count={count} onEdit={onEdit} />
            ))}
        </div>
      </fieldset>
    </li>
  );
}

interface RuleFieldProps {
  readonly at: number;
  readonly field: Field;
  readonly value: string;
  readonly problem: string | null;
  readonly onType: TierRuleFieldsProps["onType"];
}

function RuleField({ at, field, value, problem, onType }: RuleFieldProps) {
  const id = `rule-${at}-${field}`;
  return (
    <label className={`${formStyles.label} ${styles[field] ?? ""}`}>
      <span className={styles.fieldName}>{LABELS[field]}</span>
      <input
        id={id}
        className={`${formStyles.input} ${field === "tier" ? "" : styles.pattern}`}
        name={RULE_PARAMS[field]}
        value={value}
        onChange={(event) => onType(field, event.target.value)}
        maxLength={field === "tier" ? TIER_NAME_MAX_LENGTH : TIER_PATTERN_MAX_LENGTH}
        placeholder={field === "tier" ? DEFAULT_TIERS[2] : "any"}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        size={1}
        {...(problem === null ? {} : { "aria-invalid": true, "aria-describedby": `${id}-problem` })}
      />
      {problem !== null && (
        <span id={`${id}-problem`} className={styles.bad}>
          {problem}
        </span>
      )}
    </label>
  );
}

const STEPS = { up: "↑", down: "↓", remove: "×" } as const;

interface StepButtonProps extends Pick<TierRuleFieldsProps, "at" | "count" | "onEdit"> {
  readonly step: keyof typeof STEPS;
}

function StepButton({ step, at, count, onEdit }: StepButtonProps) {
  const isIdle = (step === "up" && at === 0) || (step === "down" && at === count - 2);
  const press = (event: MouseEvent) => {
    event.preventDefault();
    onEdit({ step, at });
  };
  const label = step === "remove" ? `Remove rule ${at + 1}` : `Move rule ${at + 1} ${step}`;
  return (
    <button
      id={`rule-${at}-${step}`}
      type="submit"
      name={EDIT_PARAM}
      value={writeRuleEdit({ step, at })}
      className={styles.step}
      aria-label={label}
      title={label}
      disabled={isIdle}
      onClick={press}
    >
      <span aria-hidden="true">{STEPS[step]}</span>
    </button>
  );
}

function sayCaught(caught: number | null): string {
  if (caught === null) return "…";
  return caught === 0 ? "catches nothing known" : `catches ${caught}`;
}

/** Where the keyboard goes on after a step, and what is said of it; `count` is how many rules there are then. */
export function focusAfter(
  { step, at }: TierRuleEdit,
  count: number,
): { readonly id: string; readonly text: string } {
  if (step === "add") return { id: `rule-${count - 2}-tier`, text: `Rule ${count - 1} added` };
  if (step === "remove") {
    const id = count > 1 ? `rule-${Math.min(at, count - 2)}-remove` : "add-rule";
    return { id, text: `Rule ${at + 1} removed` };
  }
  const to = step === "up" ? at - 1 : at + 1;
  // At an end the button that led there is off.
  const isEnd = step === "up" ? to === 0 : to === count - 2;
  const other = step === "up" ? "down" : "up";
  return { id: `rule-${to}-${isEnd ? other : step}`, text: `Rule ${at + 1} is now rule ${to + 1}` };
}
