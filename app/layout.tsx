import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import { TellTimeZone } from "./components/tell-time-zone.tsx";
import { DemoBanner } from "./demo/demo-banner.tsx";
import "./globals.css";
import { pageTimeZone } from "./time-zone.ts";

export const metadata: Metadata = {
  title: { default: "Roundtrip", template: "%s · Roundtrip" },
  description: "Where the waiting goes when people code with AI.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafaf8" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1114" },
  ],
};

export default async function RootLayout({ children }: LayoutProps<"/">) {
  // Nothing is rendered ahead of a request: every page shows the present, and carries the nonce of its own answer.
  await connection();
  return (
    <html lang="en" className={GeistSans.variable}>
      <head>
        {/* What is streamed waits hidden for a script to move it; without scripts it is shown where it lies. */}
        <noscript>
          <style>{'[hidden][id^="S:"]{display:block!important}.skeleton{display:none}'}</style>
        </noscript>
      </head>
      <body>
        {/* The first that the Tab key comes to, before the demo's banner. */}
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        <DemoBanner />
        {children}
        <TellTimeZone shown={await pageTimeZone()} />
      </body>
    </html>
  );
}
