"use client";

import type { Route } from "next";
import Link from "next/link";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { commandProps } from "#app/commands/command-props.ts";
import styles from "./saved-views.module.css";

interface View {
  readonly name: string;
  readonly href: string;
}

/** The views that were saved, and a way to save the present one. They come after the page, which does not wait for them. */
export function SavedViews() {
  const [views, setViews] = useState<readonly View[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const menu = useRef<HTMLDetailsElement>(null);
  const look = () =>
    fetch("/api/v1/views")
      .then((response) => response.json())
      .then((answer: { views?: readonly View[] }) => setViews(answer.views ?? []))
      .catch(() => undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once; what is saved here asks again itself.
  useEffect(() => void look(), []);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("name");
    const href = location.pathname + location.search;
    const body = new URLSearchParams({ name: String(name), href });
    const answer = await fetch("/settings/views", { method: "POST", body }).catch(() => null);
    const refused = answer && new URL(answer.url).searchParams.get("problem");
    setProblem(refused ?? (answer?.ok ? null : "It could not be saved"));
    if (!answer?.ok || refused) return;
    menu.current?.removeAttribute("open");
    await look();
  };
  return (
    <section className={styles.views} aria-label="Views">
      {views.length > 0 && (
        <ul>
          {views.map(({ name, href }) => (
            <li key={name}>
              <Link href={href as Route} prefetch={false} {...commandProps("Views", name)}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <details
        ref={menu}
        data-open-menu=""
        onToggle={({ currentTarget }) => currentTarget.open && currentTarget.querySelector("input")?.focus()}
      >
        <summary {...commandProps("Views", "Save this view", "v")}>Save this view</summary>
        <form onSubmit={(event) => void save(event)}>
          <input name="name" aria-label="Name of the view" placeholder="Name" maxLength={60} required />
          <button type="submit">Save</button>
          {problem !== null && <p role="alert">{problem}.</p>}
        </form>
      </details>
    </section>
  );
}
