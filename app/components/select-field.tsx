import formStyles from "./form.module.css";

interface SelectFieldProps {
  readonly name: string;
  readonly label: string;
  /** Each value with its name, in their order. */
  readonly choices: Readonly<Record<string, string>>;
  readonly value: string;
}

/** A labelled list to choose from, within a form. */
export function SelectField({ name, label, choices, value }: SelectFieldProps) {
  return (
    <label className={formStyles.label}>
      {label}
      <select className={formStyles.input} name={name} defaultValue={value} key={value}>
        {Object.entries(choices).map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
