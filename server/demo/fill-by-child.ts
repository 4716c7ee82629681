import { environmentWith } from "#lib/config/environment-with.ts";
import { startChild } from "#server/start-child.ts";
import { StartError } from "#server/start-error.ts";
import type { StackStart } from "#server/start-stack.ts";

/** Has a child fill the demo's database, and tells how far it is, 0 to 1. Throws StartError when it does not finish. */
export async function fillByChild(
  url: string,
  { settings, signal }: StackStart,
  tell: (progress: number) => void,
): Promise<void> {
  const child = await startChild(
    {
      name: "The filling of the demo",
      main: new URL("./fill.ts", import.meta.url),
      environment: environmentWith({
        NODE_ENV: "production",
        DATABASE_URL: url,
        ROUNDTRIP_DATA_DIR: settings.dataDir,
      }),
      onMessage: (message) => {
        if (typeof message !== "object" || message === null || !("progress" in message)) return;
        if (typeof message.progress === "number") tell(message.progress);
      },
    },
    signal,
  );
  const cancel = () => child.kill();
  signal.addEventListener("abort", cancel);
  const how = await child.exited;
  signal.removeEventListener("abort", cancel);
  signal.throwIfAborted();
  if (how !== "exit code 0") throw new StartError(`Filling it did not end well (${how})`);
}
