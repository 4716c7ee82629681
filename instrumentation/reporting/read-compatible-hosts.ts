/** `host[:port][=provider], …` as names of providers by host; a host without a name is called `openai_compatible`. */
export function readCompatibleHosts(text: string): Readonly<Record<string, string>> {
  const hosts: Record<string, string> = {};
  for (const entry of text.split(",")) {
    const [host = "", provider = ""] = entry.split("=").map((part) => part.trim());
    if (host !== "") hosts[host.toLowerCase()] = provider === "" ? "openai_compatible" : provider;
  }
  return hosts;
}
