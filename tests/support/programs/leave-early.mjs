// Asks, and ends before it has its answer:
// `node leave-early.mjs URL MODEL fetch|socket exit|signal|handled|unread|connecting|refused`.
const [url, model, way, how] = process.argv.slice(2);

const LEAVE = {
  exit: () => process.exit(3),
  signal: () => process.kill(process.pid, "SIGTERM"),
  // As a program does that has something to say when it is interrupted.
  handled: () => process.kill(process.pid, "SIGINT"),
};
if (how === "handled") process.on("SIGINT", () => process.exit(130));

const ASK = {
  async fetch() {
    const body = JSON.stringify({ model, input: "say hi", stream: true });
    const answer = await fetch(`${url}/v1/responses`, { method: "POST", body });
    if (how === "unread") process.exit(3);
    let text = "";
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.split("output_text.delta").length > 9) LEAVE[how]();
    }
  },
  socket() {
    const socket = new WebSocket(`${url.replace("http", "ws")}/v1/responses`);
    if (how === "refused") socket.addEventListener("error", () => process.exit(3));
    if (how === "connecting") setTimeout(() => process.exit(3), 300);
    let events = 0;
    socket.addEventListener("open", () =>
      socket.send(JSON.stringify({ type: "response.create", model, input: [] })),
    );
    socket.addEventListener("message", ({ data }) => {
      if (!data.includes("output_text.delta")) return;
      events += 1;
      if (events === 5) LEAVE[how]();
    });
  },
};
await ASK[way]();
