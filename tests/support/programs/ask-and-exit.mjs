// Asks once and ends at once, as many command-line programs do: `node ask-and-exit.mjs URL`.
const [url] = process.argv.slice(2);
const answer = await fetch(`${url}/v1/responses`, {
  method: "POST",
  body: JSON.stringify({ model: "exiting", input: "say hi", stream: true }),
});
await answer.text();
process.exit(3);
