import Link from "next/link";
import type { ReactNode } from "react";
import { hrefWith, windowParams } from "#app/href.ts";
import type { RawParams } from "#app/search-params.ts";
import styles from "./page-frame.module.css";

const PAGES = [
  { path: "/", name: "Overview" },
  { path: "/tiers", name: "Tiers" },
  { path: "/transport", name: "Transport" },
  { path: "/round-trips", name: "Round trips" },
  { path: "/team", name: "Team" },
  { path: "/limits", name: "Limits" },
  { path: "/what-if", name: "What if" },
  { path: "/collector", name: "Collector" },
] as const;

interface PageFrameProps {
  /** The path of the page, or of the page that it belongs to. */
  readonly path: string;
  readonly raw: RawParams;
  /** What stands at the right of the header, such as the window picker. */
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: name, navigation, controls, content. */
export function PageFrame({ path, raw, controls, children }: PageFrameProps) {
  return (
    <>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <header className={styles.header}>
        <div className={styles.bar}>
          <Link href="/" className={styles.name}>
            <svg aria-hidden="true" width="20" height="20" viewBox="0 0 20 20">
              <path
                d="M3 7.5h11.2M11 4l3.6 3.5L11 11M17 12.5H5.8M9 9l-3.6 3.5L9 16"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.7"
                strokeLinecap="round"
                strokeLinejoin="round"
              />
            </svg>
            Roundtrip
          </Link>
          <nav aria-label="Pages" className={styles.pages}>
            {PAGES.map((page) => (
              <Link
                key={page.path}
                href={hrefWith(page.path, windowParams(raw))}
                aria-current={page.path === path ? "page" : undefined}
              >
                {page.name}
              </Link>
            ))}
          </nav>
          {controls && <div className={styles.controls}>{controls}</div>}
        </div>
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
