"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { DIMENSION_NAMES } from "#app/components/dimension-names.ts";
import { hrefWith, windowParams } from "#app/href.ts";
import type { Dimension } from "#lib/domain/round-trip-filter.ts";
import styles from "./commands.module.css";
import { DialogFrame } from "./dialog-frame.tsx";
import { Keys } from "./keys.tsx";
import { pageCommands } from "./page-commands.ts";

interface PaletteItem {
  readonly label: string;
  readonly keys: string | null;
  readonly run: () => void;
}

interface PaletteGroup {
  readonly value: string;
  readonly items: readonly PaletteItem[];
}

const MOST_SHOWN = 60;

/** Everything that can be done from here, and every value that can be filtered by, found by typing. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const [commands] = useState(commandGroups);
  const values = useValueGroups();
  const run = (item: PaletteItem) => {
    onClose();
    item.run();
  };
  return (
    <DialogFrame title="Commands" isTitleHidden onClose={onClose}>
      <Autocomplete.Root
        items={[...commands, ...values]}
        open
        inline
        autoHighlight="always"
        keepHighlight
        limit={MOST_SHOWN}
        itemToStringValue={(item: PaletteItem) => item.label}
      >
        <Autocomplete.Input
          className={styles.search}
          aria-label="Search commands and values"
          placeholder="A page, a time, a value to filter by …"
        />
        <Autocomplete.Empty className={styles.empty}>Nothing has that name.</Autocomplete.Empty>
        <Autocomplete.List className={styles.list}>
          {(group: PaletteGroup) => (
            <Autocomplete.Group key={group.value} items={group.items} className={styles.group}>
              <Autocomplete.GroupLabel className={styles.groupLabel}>{group.value}</Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(item: PaletteItem) => (
                  <Autocomplete.Item
                    key={item.label}
                    value={item}
                    className={styles.item}
                    onClick={() => run(item)}
                  >
                    {item.label}
                    {item.keys && <Keys keys={item.keys} />}
                  </Autocomplete.Item>
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </DialogFrame>
  );
}

function commandGroups(): readonly PaletteGroup[] {
  return [...Map.groupBy(pageCommands(), ({ group }) => group)].map(([value, members]) => ({
    value,
    items: members.map(({ name, keys, run }) => ({ label: name, keys, run })),
  }));
}

/** The values of the window by dimension, once they are known; none when they cannot be had. */
function useValueGroups(): readonly PaletteGroup[] {
  const [groups, setGroups] = useState<readonly PaletteGroup[]>([]);
  const [pathname, params, router] = [usePathname(), useSearchParams(), useRouter()];
  useEffect(() => {
    const raw = new Map([...params.keys()].map((name) => [name, params.getAll(name)]));
    const time = windowParams(raw);
    // A page without filters leads to the list of what has the value.
    const hasFilters = document.querySelector("[data-filters]") !== null;
    const hrefOf = (dimension: string, value: string) =>
      hasFilters
        ? hrefWith(pathname, raw, { [dimension]: value, cursor: null })
        : hrefWith("/round-trips", time, { [dimension]: value });
    const stop = new AbortController();
    fetch(
      hrefWith("/api/v1/meta", raw.has("window") || raw.has("from") ? time : new Map([["window", ["24h"]]])),
      {
        signal: stop.signal,
      },
    )
      .then((response) => response.json())
      .then(({ dimensions }: { dimensions: Record<string, { value: string | null }[]> }) =>
        setGroups(
          Object.entries(dimensions).flatMap(([dimension, values]) => {
            const name = DIMENSION_NAMES[dimension as Dimension];
            const items = values.flatMap(({ value }) =>
              value === null
                ? []
                : [
                    {
                      label: `${name}: ${value}`,
                      keys: null,
                      run: () => router.push(hrefOf(dimension, value)),
                    },
                  ],
            );
            return items.length === 0 ? [] : [{ value: `Only ${name.toLowerCase()}`, items }];
          }),
        ),
      )
      .catch(() => undefined);
    return () => stop.abort();
  }, [pathname, params, router]);
  return groups;
}
