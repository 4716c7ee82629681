import { expect, test } from "vitest";
import { EndpointFinder } from "./endpoint-finder.ts";
import { findEndpoint } from "./find-endpoint.ts";

test("what was found before is found again, and nothing else is", () => {
  const options = { compatible: { "llm.example.com:8080": "vllm" } };
  const finder = new EndpointFinder(options);
  const hosts = [
    "api.openai.com",
    "llm.example.com:8080",
    "llm.example.com",
    "generativelanguage.googleapis.com",
  ];
  const paths = [
    "/v1/responses",
    "/v1/chat/completions?a=b",
    "/v1/models",
    "/v1beta/models/g:streamGenerateContent",
  ];
  for (let time = 0; time < 2; time += 1) {
    for (const method of ["POST", "GET", "PUT"])
      for (const host of hosts)
        for (const path of paths)
          expect(finder.find(method, { host, path })).toEqual(findEndpoint(method, { host, path }, options));
  }
});

test("however many addresses there are, each is found", () => {
  const finder = new EndpointFinder({});
  for (let time = 0; time < 2; time += 1) {
    for (let number = 0; number < 200; number += 1) {
      const path = `/v1beta/models/made-up-${number}:generateContent`;
      expect(finder.find("POST", { host: "generativelanguage.googleapis.com", path })?.model).toBe(
        `made-up-${number}`,
      );
    }
  }
});
