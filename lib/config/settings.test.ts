import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("an empty environment gives the documented defaults", () => {
  expect(readSettings({ PORT: "" })).toEqual({
    host: "127.0.0.1",
    dashboardPort: 3000,
    otlpHttpPort: 4318,
    otlpGrpcPort: 4317,
    dataDir: resolve(".roundtrip"),
    databaseUrl: null,
    offersDemo: false,
    demoOfPort: null,
  });
});

test("every setting is taken from its variable", () => {
  const environment = {
    PORT: "3100",
    HOST: "::1",
    ROUNDTRIP_OTLP_HTTP_PORT: "4400",
    ROUNDTRIP_OTLP_GRPC_PORT: "4401",
    ROUNDTRIP_DATA_DIR: "/srv/roundtrip",
    DATABASE_URL: "postgres://u@h/d",
    ROUNDTRIP_OFFERS_DEMO: "1",
    ROUNDTRIP_DEMO_OF: "3099",
  };
  expect(readSettings(environment)).toEqual({
    host: "::1",
    dashboardPort: 3100,
    otlpHttpPort: 4400,
    otlpGrpcPort: 4401,
    dataDir: resolve("/srv/roundtrip"),
    databaseUrl: "postgres://u@h/d",
    offersDemo: true,
    demoOfPort: 3099,
  });
});

test("port 0 may be given for all, because it is never the same one", () => {
  const environment = { PORT: "0", ROUNDTRIP_OTLP_HTTP_PORT: "0", ROUNDTRIP_OTLP_GRPC_PORT: "0" };
  const { dashboardPort, otlpHttpPort, otlpGrpcPort } = readSettings(environment);
  expect([dashboardPort, otlpHttpPort, otlpGrpcPort]).toEqual([0, 0, 0]);
});

test.each([
  [{ PORT: "many" }, /^PORT /],
  [{ PORT: "70000" }, /^PORT /],
  [{ ROUNDTRIP_OTLP_HTTP_PORT: "3000" }, /^PORT and ROUNDTRIP_OTLP_HTTP_PORT are both 3000: /],
  [
    { ROUNDTRIP_OTLP_GRPC_PORT: "4318" },
    /^ROUNDTRIP_OTLP_HTTP_PORT and ROUNDTRIP_OTLP_GRPC_PORT are both 4318: /,
  ],
  [{ DATABASE_URL: "mysql://h/d" }, /^DATABASE_URL must begin with postgresql:\/\/: /],
  [{ HOST: "0.0.0.0" }, /^HOST 0\.0\.0\.0 would let others in/],
  [{ HOST: "127.0.0.1.example.com" }, /^HOST 127\.0\.0\.1\.example\.com would let others in/],
])("the setting %j is refused by name", (environment, message) => {
  expect(() => readSettings(environment)).toThrow(message);
});
