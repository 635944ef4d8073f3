import { exact, relative } from "../moments.ts";

/** A time as seen from now, the exact one on hover. @param at RFC 3339 */
export function Moment({ at }: { at: string }) {
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={exact(ms)}>
      {relative(ms, Date.now())}
    </time>
  );
}
