import Link from "next/link";
import { Notice } from "./components/notice.tsx";
import { PageFrame } from "./components/page-frame.tsx";

export default function NotFound() {
  return (
    <PageFrame path="" raw={new Map()}>
      <Notice title="There is no such page">
        <p>Nothing lives at this address.</p>
        <Link href="/">Go to the overview</Link>
      </Notice>
    </PageFrame>
  );
}
