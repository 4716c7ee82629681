import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Empty when the embedded database is used: tools that only read this file must not need a server.
  datasource: { url: process.env["DATABASE_URL"] ?? "" },
});
