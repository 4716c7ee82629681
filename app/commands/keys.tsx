/** Keys that are typed one after the other. */
export function Keys({ keys }: { readonly keys: string }) {
  return keys.split(" ").map((key, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the same key may come twice.
    <span key={index}>
      {index > 0 && " "}
      <kbd>{key.toUpperCase()}</kbd>
    </span>
  ));
}
