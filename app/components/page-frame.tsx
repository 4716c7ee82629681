import Link from "next/link";
import type { ReactNode } from "react";
import { commandProps } from "#app/commands/command-props.ts";
import { Commands } from "#app/commands/commands.tsx";
import { hrefWith, windowParams } from "#app/href.ts";
import { PAGE_GROUPS } from "#app/pages.ts";
import type { RawParams } from "#app/raw-params.ts";
import styles from "./page-frame.module.css";
import { SavedViews } from "./saved-views.tsx";

interface PageFrameProps {
  /** The path of the page, or of the page that it belongs to. */
  readonly path: string;
  readonly raw: RawParams;
  /** What stands above the content, such as the time controls. */
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: name, navigation, controls, content. */
export function PageFrame({ path, raw, controls, children }: PageFrameProps) {
  return (
    <div className={styles.frame}>
      <header className={styles.header}>
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
          {PAGE_GROUPS.map((group) => (
            <ul key={group.name} aria-label={group.name}>
              {group.pages.map((page) => (
                <li key={page.path}>
                  <Link
                    {...commandProps("Go to", page.name, `g ${page.key}`)}
                    href={hrefWith(page.path, windowParams(raw))}
                    aria-current={page.path === path ? "page" : undefined}
                  >
                    {page.name}
                  </Link>
                </li>
              ))}
            </ul>
          ))}
        </nav>
        <SavedViews />
        <Commands />
      </header>
      <div className={styles.page}>
        {controls && (
          <section className={styles.controls} aria-label="Time">
            {controls}
          </section>
        )}
        <main id="content" className={styles.content} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}
