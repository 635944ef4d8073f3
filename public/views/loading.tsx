import { faultText } from "../action.ts";

/** Until the first answer; with why there is none yet. */
export function Loading({ fault }: { fault: unknown }) {
  if (fault !== undefined) {
    return (
      <p class="fault" role="alert">
        {faultText(fault)}
      </p>
    );
  }
  return (
    <p class="quiet loading" role="status">
      Loading…
    </p>
  );
}
