import { exact, relative } from "../moments.ts";

interface Props {
  /** RFC 3339 */
  readonly at: string;
  /** With the exact time in sight, to look it up in another log; otherwise it is there on hover. */
  readonly inFull?: boolean;
}

/** A time as seen from now. */
export function Moment({ at, inFull = false }: Props) {
  const ms = Date.parse(at);
  const ago = relative(ms, Date.now());
  return (
    <time dateTime={at} title={exact(ms)}>
      {inFull ? `${exact(ms)} (${ago})` : ago}
    </time>
  );
}
