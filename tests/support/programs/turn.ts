import { withApproval, withSession, withToolCall, withTurn } from "#instrumentation/index.ts";

// A program that says what its turns are: `node turn.ts URL`.
const [url] = process.argv.slice(2);

async function ask(): Promise<void> {
  const answer = await fetch(`${url}/v1/responses`, {
    method: "POST",
    body: JSON.stringify({ model: "in-a-turn", input: "say hi", stream: true }),
  });
  await answer.text();
}

await withSession(
  "session-7",
  () =>
    withTurn(async () => {
      await ask();
      if (await withApproval("shell", async () => true, "call-1"))
        await withToolCall("shell", () => new Promise((resolve) => setTimeout(resolve, 30)), "call-1");
      await ask();
    }),
  { person: "ada", team: "engines" },
);
