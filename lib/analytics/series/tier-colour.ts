import { DEFAULT_TIERS, type Tier } from "#lib/domain/tier.ts";

const SPARE_COLOURS = 4;

/** The CSS colour of a tier, the same everywhere. Tiers of one's own share a few spare colours, chosen by name. */
export function tierColour(tier: Tier): string {
  if ((DEFAULT_TIERS as readonly Tier[]).includes(tier)) return `var(--tier-${tier.toLowerCase()})`;
  const sum = [...tier].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return `var(--tier-spare-${sum % SPARE_COLOURS})`;
}
