import Link from "next/link";
import { Notice } from "#app/components/notice.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";

export default function TurnNotFound() {
  return (
    <PageFrame path="/round-trips" raw={new Map()}>
      <Notice title="There is no such turn">
        <p>Its address may be cut short, or the turn is older than what is kept.</p>
        <Link href="/round-trips">See the latest round trips</Link>
      </Notice>
    </PageFrame>
  );
}
