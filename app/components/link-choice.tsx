import type { Route } from "next";
import Link from "next/link";
import { hrefWith, type ParamChanges } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import styles from "./link-choice.module.css";

interface LinkChoiceProps<Choice extends string> {
  readonly label: string;
  readonly path: Route;
  readonly raw: RawParams;
  readonly param: string;
  /** Each choice with its name. */
  readonly choices: Readonly<Record<Choice, string>>;
  readonly chosen: Choice;
  /** What else of the address changes with the choice. */
  readonly changes?: ParamChanges;
}

/** One of a few values of a parameter, each a link to the same page with it. */
export function LinkChoice<Choice extends string>(props: LinkChoiceProps<Choice>) {
  const { label, path, raw, param, choices, chosen, changes } = props;
  return (
    <nav aria-label={label} className={styles.choice}>
      {(Object.entries(choices) as [Choice, string][]).map(([choice, name]) => (
        <Link
          key={choice}
          href={hrefWith(path, raw, { ...changes, [param]: choice })}
          aria-current={choice === chosen ? "true" : undefined}
          prefetch={false}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
