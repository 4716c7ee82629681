import type { Route } from "next";
import Link from "next/link";
import { Notice } from "./notice.tsx";
import { PageFrame } from "./page-frame.tsx";

/** The address has a parameter that cannot be read. */
export function BadAddress({ path, message }: { readonly path: Route; readonly message: string }) {
  return (
    <PageFrame path={path} raw={new Map()}>
      <Notice title="This address cannot be read">
        <p>{message}.</p>
        <Link href={path}>Open the page without it</Link>
      </Notice>
    </PageFrame>
  );
}
