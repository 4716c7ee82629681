import { type Address, type EndpointOptions, findEndpoint } from "./find-endpoint.ts";
import type { ModelEndpoint } from "./model-endpoint.ts";

/** Addresses that are remembered; a program that calls models at more of them is searched anew. */
const KNOWN_MAX = 64;

/** Finds as `findEndpoint` does, and remembers what was found: a program calls models at few addresses, many times each. */
export class EndpointFinder {
  readonly #options: EndpointOptions;
  /** What a POST calls there, by host and path. */
  readonly #known = new Map<string, Map<string, ModelEndpoint>>();
  #count = 0;

  constructor(options: EndpointOptions) {
    this.#options = options;
  }

  find(method: string, address: Address): ModelEndpoint | null {
    const known = method === "POST" ? this.#known.get(address.host)?.get(address.path) : undefined;
    if (known !== undefined) return known;
    const found = findEndpoint(method, address, this.#options);
    if (found !== null && method === "POST") this.#remember(address, found);
    return found;
  }

  #remember({ host, path }: Address, endpoint: ModelEndpoint): void {
    if (this.#count >= KNOWN_MAX) {
      this.#known.clear();
      this.#count = 0;
    }
    const paths = this.#known.get(host) ?? new Map<string, ModelEndpoint>();
    this.#known.set(host, paths.set(path, endpoint));
    this.#count += 1;
  }
}
