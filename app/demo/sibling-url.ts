import { headers } from "next/headers";
import { readSettings } from "#lib/config/settings.ts";

/** The address of another dashboard on this machine, by the name by which its reader reached this one. */
export async function siblingUrl(port: number): Promise<string> {
  const host = (await headers()).get("host") ?? "";
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : readSettings().host;
  return `http://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`;
}
