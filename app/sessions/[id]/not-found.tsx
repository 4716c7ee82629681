import Link from "next/link";
import { Notice } from "#app/components/notice.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";

export default function SessionNotFound() {
  return (
    <PageFrame path="/sessions" raw={new Map()}>
      <Notice title="There is no such session">
        <p>Its address may be cut short, or the session is older than what is kept.</p>
        <Link href="/sessions">See the latest sessions</Link>
      </Notice>
    </PageFrame>
  );
}
