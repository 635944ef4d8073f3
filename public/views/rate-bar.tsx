import { percent } from "../counting.ts";

const WELL = 0.99;
const POOR = 0.9;

/** A success rate, 0.0 to 1.0, as a number with a small bar. */
export function RateBar({ rate }: { rate: number }) {
  return (
    <span class="rate">
      <svg class={`bar ${toneOf(rate)}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="6" />
        <rect class="fill" width={rate * 100} height="6" />
      </svg>
      <span>{percent(rate)}</span>
    </span>
  );
}

function toneOf(rate: number): string {
  if (rate >= WELL) return "good";
  return rate >= POOR ? "waiting" : "bad";
}
