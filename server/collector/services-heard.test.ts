import { expect, test } from "vitest";
import { ServicesHeard } from "./services-heard.ts";

test("who sends records is remembered, also when nothing is read from them", () => {
  const services = new ServicesHeard();
  services.received({ service: "cursor", way: "told" }, 3, 1_000);
  services.received({ service: "app", way: "told" }, 1, 2_000);
  services.received({ service: "app", way: "wire" }, 2, 3_000);
  services.read({ service: "app", way: "wire" }, 2, 3_100);
  services.received({ service: "app", way: "wire" }, 1, 4_000);
  expect(services.list()).toEqual([
    { service: "cursor", way: "told", received: 3, lastMs: 1_000, read: 0, lastReadMs: null },
    { service: "app", way: "told", received: 1, lastMs: 2_000, read: 0, lastReadMs: null },
    { service: "app", way: "wire", received: 3, lastMs: 4_000, read: 2, lastReadMs: 3_100 },
  ]);
});

test("names by the thousand take the memory of a few", () => {
  const services = new ServicesHeard();
  for (let name = 0; name < 5_000; name += 1)
    services.received({ service: `made-up-${name}`, way: "told" }, 1, name);
  const listed = services.list();
  expect(listed.length).toBeLessThanOrEqual(202);
  expect(listed.reduce((sum, { received }) => sum + received, 0)).toBe(5_000);
  expect(listed.find(({ service }) => service === "other")?.lastMs).toBe(4_999);
});
