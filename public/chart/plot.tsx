import type { ComponentChildren } from "preact";
import { PLOT_HEIGHT } from "./drawing.ts";

interface Props {
  /** What is counted upwards. */
  readonly name: string;
  /** What the upper edge stands for. */
  readonly top: string;
  /** Units of width: one a step. */
  readonly columns: number;
  /** What it shows, for who does not see it. */
  readonly label: string;
  readonly low?: boolean;
  readonly children: ComponentChildren;
}

/** A drawing that fills its width, with its scale beside it as text, which is not stretched. */
export function Plot({ name, top, columns, label, low = false, children }: Props) {
  return (
    <div class={low ? "plot low" : "plot"}>
      <p class="scale" aria-hidden="true">
        {top} {name}
      </p>
      <svg viewBox={`0 0 ${columns} ${PLOT_HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {children}
      </svg>
    </div>
  );
}
