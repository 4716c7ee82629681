import { askInTime } from "#app/ask-in-time.ts";
import formStyles from "#app/components/form.module.css";
import { InTime } from "#app/components/in-time.tsx";
import { Panel, PanelSkeleton } from "#app/components/panel.tsx";
import type { Asked } from "#app/components/question-page.tsx";
import { SelectField } from "#app/components/select-field.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { readOne } from "#app/search-params.ts";
import { SCENARIO_PARAMS } from "#app/what-if-params.ts";
import { listDimensionValues } from "#lib/analytics/describe-meta.ts";
import { TRANSPORTS } from "#lib/domain/round-trip.ts";
import type { WhatIfPageQuestion } from "./read-what-if-page.ts";

const TITLE = "What would be different";

const LIMITS = { "": "as they are", "0": "none at all", "0.5": "half the waiting", "2": "twice the waiting" };

/** What would be different; a plain form, so that any answer is an address. */
export async function ScenarioForm({ question, raw }: Asked<WhatIfPageQuestion>) {
  const values = await askInTime(
    listDimensionValues({ window: question.window, filters: {} }, ["variantId"]),
  );
  return (
    <InTime answer={values} fallback={<PanelSkeleton title={TITLE} height="6rem" />}>
      {({ tier = [] }) => <FormOverTiers raw={raw} tiers={tier.flatMap(({ value }) => value ?? [])} />}
    </InTime>
  );
}

interface FormOverTiersProps {
  readonly raw: RawParams;
  readonly tiers: readonly string[];
}

function FormOverTiers({ raw, tiers }: FormOverTiersProps) {
  const kept = [...raw].filter(([name]) => !(SCENARIO_PARAMS as readonly string[]).includes(name));
  const chosen = (name: (typeof SCENARIO_PARAMS)[number]) => readOne(raw, name) ?? "";
  const options = (choices: readonly string[], none: string) => ({
    "": none,
    ...Object.fromEntries(choices.map((choice) => [choice, choice])),
  });
  return (
    <Panel
      title={TITLE}
      note="Recorded turns are replayed: each round trip takes as long as one like it that really ran that way. A model, not a measurement."
    >
      <form action="/what-if" method="get" className={formStyles.line}>
        {kept.flatMap(([name, all]) =>
          all.map((value) => <input key={`${name}=${value}`} type="hidden" name={name} value={value} />),
        )}
        <SelectField
          name="tierFrom"
          label="Round trips of"
          choices={options(tiers, "every other tier")}
          value={chosen("tierFrom")}
        />
        <SelectField
          name="tierTo"
          label="run on"
          choices={options(tiers, "the tier they ran on")}
          value={chosen("tierTo")}
        />
        <SelectField
          name="transportTo"
          label="over"
          choices={options(TRANSPORTS, "the transport they took")}
          value={chosen("transportTo")}
        />
        <SelectField
          name="throttleFactor"
          label="with limits"
          choices={LIMITS}
          value={chosen("throttleFactor")}
        />
        <label className={formStyles.label}>
          writing so many times the tokens
          <input
            className={formStyles.input}
            size={6}
            name="outputRatio"
            inputMode="decimal"
            placeholder="1"
            defaultValue={chosen("outputRatio")}
            autoComplete="off"
          />
        </label>
        <button type="submit" className={formStyles.button}>
          Replay
        </button>
      </form>
    </Panel>
  );
}
