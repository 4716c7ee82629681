/** What typing comes to: the keys of a command are complete, or may become so, or not. */
export type Typed =
  | { readonly state: "complete"; readonly keys: string }
  | { readonly state: "begun"; readonly typed: string }
  | { readonly state: "none" };

/**
 * Adds a key to what was typed before it (keys with a space between; empty for nothing). A key that leads nowhere after
 * others begins anew.
 */
export function typeKey(known: readonly string[], typed: string, key: string): Typed {
  const sequence = typed === "" ? key : `${typed} ${key}`;
  if (known.includes(sequence)) return { state: "complete", keys: sequence };
  if (known.some((keys) => keys.startsWith(`${sequence} `))) return { state: "begun", typed: sequence };
  return typed === "" ? { state: "none" } : typeKey(known, "", key);
}
