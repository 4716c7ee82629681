import { diag } from "@opentelemetry/api";

/** A hook that never throws into the program it watches: what goes wrong in it is told to `diag`, and that is all. */
export function guarded<A extends readonly unknown[]>(hook: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      hook(...args);
    } catch (error) {
      diag.warn("roundtrip: a hook failed, the program goes on unmeasured", error);
    }
  };
}
