/** What makes a link or a button one of the commands of a page: found by the palette, and done by its keys. */
export interface CommandProps {
  readonly "data-command": string;
  readonly "data-command-group": string;
  readonly "data-keys"?: string;
  readonly "aria-keyshortcuts"?: string;
}

/**
 * Attributes for a link or a button that the command palette offers under a name; `keys` are typed one after the other, with a
 * space between: "g o".
 */
export function commandProps(group: string, name: string, keys?: string): CommandProps {
  return {
    "data-command": name,
    "data-command-group": group,
    ...(keys === undefined ? {} : { "data-keys": keys }),
    // The attribute has no form for keys that follow one another.
    ...(keys === undefined || keys.includes(" ") ? {} : { "aria-keyshortcuts": keys }),
  };
}
