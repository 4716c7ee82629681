/** Takes a selection, and the place in its list, out of an address. */
export const NO_BOX = { selectedFrom: null, selectedTo: null, min: null, max: null, cursor: null } as const;
