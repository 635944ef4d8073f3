import type { Step } from "../resources/stats.ts";
import { PLOT_HEIGHT } from "./drawing.ts";
import { OUTCOMES } from "./outcomes.ts";

/** Of a column's width, left free at each side. */
const GAP = 0.12;

interface Props {
  readonly step: Step;
  /** Its place from the left. */
  readonly nth: number;
  /** Attempts that fill the height. */
  readonly most: number;
  readonly isPointed: boolean;
  readonly onPoint: () => void;
}

/** A step's attempts, one outcome upon the other. */
export function Column({ step, nth, most, isPointed, onPoint }: Props) {
  let top = PLOT_HEIGHT;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing shows what the table below says as well
    <g class={isPointed ? "pointed" : ""} onMouseEnter={onPoint}>
      <rect class="reach" x={nth} width="1" height={PLOT_HEIGHT} />
      {OUTCOMES.map(({ of, tone }) => {
        const height = (of(step) / most) * PLOT_HEIGHT;
        top -= height;
        return height > 0 && <rect key={tone} class={tone} x={nth + GAP} y={top} width={1 - 2 * GAP} height={height} />;
      })}
    </g>
  );
}
