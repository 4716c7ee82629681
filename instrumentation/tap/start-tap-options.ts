import type { OnExchange } from "../recording/exchange.ts";
import type { Upstream } from "./upstream.ts";

/** How to run a tap. */
export interface StartTapOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** Called once for every attempt at a model call. */
  readonly onExchange: OnExchange;
}
