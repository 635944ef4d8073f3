import { useEffect, useState } from "preact/hooks";

const RESTORED_SHOWN_MS = 5_000;

/** Says that the server is away, since when, and for a moment that it is back. */
export function ConnectionNotice({ reached }: { reached: boolean }) {
  const [lostAt, setLostAt] = useState<Date>();
  const [restored, setRestored] = useState(false);

  useEffect(() => {
    if (!reached) setLostAt((since) => since ?? new Date());
    else if (lostAt) {
      setLostAt(undefined);
      setRestored(true);
    }
  }, [reached, lostAt]);
  useEffect(() => {
    if (!restored) return;
    const timer = setTimeout(() => setRestored(false), RESTORED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [restored]);

  return (
    <div role="status" class="connection">
      {lostAt && (
        <p class="notice bad">
          The server has not answered since {lostAt.toLocaleTimeString()}. What you see is from before; this page keeps
          trying.
        </p>
      )}
      {!lostAt && restored && <p class="notice good">The server answers again. Everything below is live.</p>}
    </div>
  );
}
