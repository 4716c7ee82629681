import type { Route } from "next";

/** A page that the navigation leads to. */
export interface Page {
  readonly path: Route;
  readonly name: string;
  /** What it answers, in a few words. */
  readonly about: string;
  /** Goes there when typed after G. */
  readonly key: string;
}

/** The pages, in groups, in their order. */
export const PAGE_GROUPS: readonly { readonly name: string; readonly pages: readonly Page[] }[] = [
  {
    name: "Waiting",
    pages: [
      { path: "/", name: "Overview", about: "Is it good now, and what changed", key: "o" },
      { path: "/tiers", name: "Tiers", about: "How fast each latency tier is", key: "t" },
      { path: "/transport", name: "Transport", about: "WebSocket beside HTTP", key: "w" },
      { path: "/round-trips", name: "Round trips", about: "Which are slow, and what they share", key: "r" },
      { path: "/sessions", name: "Sessions", about: "What each conversation waited for", key: "s" },
      { path: "/team", name: "Team", about: "Who waits how long", key: "p" },
      { path: "/what-if", name: "What if", about: "What another tier would save", key: "i" },
    ],
  },
  {
    name: "Limits",
    pages: [{ path: "/limits", name: "Limits", about: "What is left, and who was stopped", key: "l" }],
  },
  {
    name: "Installation",
    pages: [
      { path: "/collector", name: "Collector", about: "What arrives, and what does not", key: "c" },
      { path: "/connect", name: "Connect", about: "What to copy for each client", key: "n" },
      {
        path: "/settings",
        name: "Settings",
        about: "Tiers, names, privacy, and how long data is kept",
        key: "e",
      },
    ],
  },
];

/** All of them. */
export const PAGES: readonly Page[] = PAGE_GROUPS.flatMap(({ pages }) => pages);
