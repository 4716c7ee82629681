import type { Route } from "next";
import Link from "next/link";
import { hrefWith, windowParams } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import styles from "./limits.module.css";

const VIEWS = [
  { path: "/limits", name: "Now" },
  { path: "/limits/history", name: "History" },
  { path: "/limits/audit", name: "Audit" },
] as const;

/** The views of the page Limits. */
export function LimitViews({ path, raw }: { readonly path: Route; readonly raw: RawParams }) {
  return (
    <nav aria-label="Views" className={styles.views}>
      {VIEWS.map((view) => (
        <Link
          key={view.path}
          href={hrefWith(view.path, windowParams(raw))}
          aria-current={view.path === path ? "page" : undefined}
          prefetch={false}
        >
          {view.name}
        </Link>
      ))}
    </nav>
  );
}
