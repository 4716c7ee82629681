import { expect } from "vitest";

type Get = (request: Request) => Promise<Response>;

/** The answer of an API route in JSON, which must be 200. */
export async function askApi<T>(get: Get, query: string): Promise<T> {
  const response = await get(new Request(`http://localhost/?${query}`));
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as T;
}

/** Expects 400 and a message that names the parameter. */
export async function expectRefusal(get: Get, query: string, parameter: string): Promise<void> {
  const response = await get(new Request(`http://localhost/?${query}`));
  expect(response.status, query).toBe(400);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.code).toBe("badParameter");
  expect(error.message).toContain(`"${parameter}"`);
}
