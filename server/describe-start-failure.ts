import { SettingsError } from "#lib/config/settings.ts";
import { StartError } from "./start-error.ts";

/** One line for the person who wanted to start Roundtrip. */
export function describeStartFailure(error: unknown): string {
  const expected = error instanceof StartError || error instanceof SettingsError;
  return expected ? `Roundtrip cannot start. ${error.message}` : `Roundtrip cannot start: ${String(error)}`;
}
