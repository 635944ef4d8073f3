/** Until the first answer; with why there is none yet. */
export function Loading({ fault }: { fault: string | undefined }) {
  if (fault) {
    return (
      <p class="fault" role="alert">
        {fault}
      </p>
    );
  }
  return (
    <p class="quiet loading" role="status">
      Loading…
    </p>
  );
}
