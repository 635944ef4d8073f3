import { counted } from "../counting.ts";

interface Props {
  readonly count: number;
  /** One of them: `delivery`. */
  readonly one: string;
  readonly many: string;
  readonly onShow: () => void;
}

/** Says how many came since, and shows them when the reader wants it. */
export function NewRows({ count, one, many, onShow }: Props) {
  return (
    <div role="status" class="new-rows">
      {count > 0 && (
        <button type="button" onClick={onShow}>
          Show {counted(count, `new ${one}`, `new ${many}`)}
        </button>
      )}
    </div>
  );
}
