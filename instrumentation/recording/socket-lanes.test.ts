import fc from "fast-check";
import { expect, test } from "vitest";
import { completed, created, followSocket, timing, words } from "../testing/follow-socket.ts";

test("requests of one lane are answered in their order", () => {
  const { records, ask, tell } = followSocket();
  ask({ input: "first" });
  ask({ input: "second" });
  tell(created("resp_1"), words(), completed("resp_1"));
  tell(created("resp_2"), words(), words(), completed("resp_2"));
  expect(records).toMatchObject([
    {
      responseId: "resp_1",
      tokenEvents: 1,
      laneDepth: 0,
      startedAtMs: 10,
      firstTokenAtMs: 40,
      endedAtMs: 50,
    },
    {
      responseId: "resp_2",
      tokenEvents: 2,
      laneDepth: 1,
      startedAtMs: 20,
      firstTokenAtMs: 70,
      endedAtMs: 90,
    },
  ]);
  expect(records[0]?.request.fingerprint).not.toBe(records[1]?.request.fingerprint);
});

test("two lanes at once are told apart, however their events are mixed", () => {
  const lanes = ["a", "b"].map((stream_id) => {
    const lane = { stream_id };
    return [1, 2].flatMap((turn) => {
      const id = `resp_${stream_id}${turn}`;
      const pieces = Array.from({ length: stream_id === "a" ? turn : turn + 2 }, () => words(lane));
      return [created(id, lane), ...pieces, completed(id, lane)];
    });
  });
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(1)), (choices) => {
      const { records, ask, tell } = followSocket();
      for (const stream_id of ["a", "b", "a", "b"]) ask({ stream_id });
      const left = lanes.map((events) => [...events]);
      for (const choice of choices) {
        const event = left[choice]?.shift() ?? left[1 - choice]?.shift();
        if (event === undefined) break;
        tell(event);
      }
      const told = Object.fromEntries(records.map((record) => [record.responseId, record]));
      expect(records).toHaveLength(4);
      for (const [id, streamId, tokenEvents, laneDepth] of [
        ["resp_a1", "a", 1, 0],
        ["resp_a2", "a", 2, 1],
        ["resp_b1", "b", 3, 0],
        ["resp_b2", "b", 4, 1],
      ] as const)
        expect(told[id]).toMatchObject({
          request: { streamId },
          tokenEvents,
          laneDepth,
          outcome: "complete",
        });
    }),
  );
});

test("what comes late for a lane that has nothing under way is nobody's", () => {
  const { records, ask, tell } = followSocket();
  ask({ stream_id: "a" });
  ask({ stream_id: "b" });
  tell(completed("resp_a", { stream_id: "a" }), words({ stream_id: "a" }), timing(9, { stream_id: "a" }));
  tell(created("resp_b", { stream_id: "b" }), completed("resp_b", { stream_id: "b" }));
  expect(records[1]).toMatchObject({
    responseId: "resp_b",
    tokenEvents: 0,
    serverMs: null,
    firstEventAtMs: 60,
  });
});

test("text that imitates a lane's name names no lane", () => {
  const { records, ask, tell } = followSocket();
  ask({ stream_id: "a" });
  ask({ stream_id: "b" });
  tell(words({ delta: ',"stream_id":"b"', stream_id: "a" }), completed("resp_a", { stream_id: "a" }));
  expect(records).toMatchObject([{ tokenEvents: 1, request: { streamId: "a" } }]);
});

test("the server's own time goes to the request under way, when there is only one that it can mean", () => {
  const one = followSocket();
  one.ask();
  one.tell(created("resp_1"), words(), timing(457), completed("resp_1"));
  expect(one.records[0]).toMatchObject({ serverMs: 457, serverTimeSource: "responsesapi.websocket_timing" });
  const two = followSocket();
  two.ask({ stream_id: "a" });
  two.ask({ stream_id: "b" });
  two.tell(timing(1), timing(2, { stream_id: "b" }));
  two.tell(completed("resp_a", { stream_id: "a" }), completed("resp_b", { stream_id: "b" }));
  expect(two.records.map(({ serverMs }) => serverMs)).toEqual([null, 2]);
});
