const STORED_AS = "taskflow-hooks.key";

/** The key of this tab's session, kept in `sessionStorage` only: it ends with the tab. */
export function storedKey(): string | undefined {
  return sessionStorage.getItem(STORED_AS) ?? undefined;
}

export function storeKey(key: string): void {
  sessionStorage.setItem(STORED_AS, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(STORED_AS);
}

/** The key of a sign-in link (`#key=…`); `undefined` when the hash is something else. */
export function keyInHash(hash: string): string | undefined {
  if (!hash.startsWith("#key=")) return undefined;
  const key = hash.slice("#key=".length);
  try {
    return decodeURIComponent(key) || undefined;
  } catch {
    // A lone percent sign: the key was not encoded.
    return key;
  }
}

/** Moves the key of a sign-in link into the session and out of the address and the history, at once. */
export function takeKeyFromAddress(): void {
  const key = keyInHash(location.hash);
  if (key === undefined) return;
  history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  storeKey(key);
}
