import { faultText } from "../action.ts";
import { Unreachable } from "../api/client.ts";

interface Props {
  readonly fault: unknown;
  /** Whether the page's own notice of a lost connection is out of sight from here. */
  readonly covered?: boolean;
}

/** Says that what is shown is from before, and why there is nothing newer. */
export function StaleNotice({ fault, covered = false }: Props) {
  const toldAbove = fault instanceof Unreachable && !covered;
  if (fault === undefined || toldAbove) return null;
  return (
    <p class="notice bad" role="alert">
      What you see is from before. {faultText(fault)}
    </p>
  );
}
