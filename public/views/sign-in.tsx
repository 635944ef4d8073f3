import { useEffect, useRef, useState } from "preact/hooks";

/** @param reason why the reader is asked again */
export function SignIn({ reason, onKey }: { reason: string | undefined; onKey: (key: string) => void }) {
  const [key, setKey] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (key.trim()) onKey(key.trim());
  };
  return (
    <main class="sign-in">
      <h1>TaskFlow Hooks</h1>
      <p>See what was delivered, what was not, and why.</p>
      <form onSubmit={submit}>
        <label for="key">API key or operator key</label>
        <input
          ref={input}
          id="key"
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        {reason && (
          <p class="fault" role="alert">
            {reason}
          </p>
        )}
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
      <p class="quiet">
        The first start prints both keys in the terminal. An account’s key shows its own webhooks; the operator’s shows
        everybody’s. The key stays in this tab and is forgotten with it.
      </p>
    </main>
  );
}
