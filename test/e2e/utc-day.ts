const today = () => new Date().toISOString().slice(0, 10);

/** The next UTC midnight, as the API spells it. */
export function nextUtcMidnight(): string {
  return new Date(new Date().setUTCHours(24, 0, 0, 0)).toISOString();
}

/** Runs what must happen within one UTC day; again from its beginning when midnight fell into it. */
export async function withinOneUtcDay(run: () => Promise<void>): Promise<void> {
  const began = today();
  try {
    await run();
  } catch (fault) {
    if (began === today()) throw fault;
  }
  if (began !== today()) await run();
}
