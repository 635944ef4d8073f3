interface Props {
  /** What is paged through: `deliveries`. */
  readonly of: string;
  readonly cursor: string | undefined;
  readonly next: string | null;
  /** The address of the page behind a cursor, or of the newest. */
  readonly linkTo: (cursor: string | undefined) => string;
}

/** The ways from one page of a list to others. */
export function Pager({ of, cursor, next, linkTo }: Props) {
  if (cursor === undefined && next === null) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${of}`}>
      {cursor === undefined ? <span /> : <a href={linkTo(undefined)}>← Newest</a>}
      {next !== null && <a href={linkTo(next)}>Older →</a>}
    </nav>
  );
}
