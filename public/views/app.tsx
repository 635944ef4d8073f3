import { useCallback, useEffect, useState } from "preact/hooks";
import { forgetKey, keyInHash, storedKey, storeKey, takeKeyFromAddress } from "../session.ts";
import { Console } from "./console.tsx";
import { SignIn } from "./sign-in.tsx";

/** The page: the sign-in form, or with a key what it may see. */
export function App() {
  const [key, setKey] = useState(storedKey);
  const [reason, setReason] = useState<string>();
  useEffect(() => {
    const follow = () => {
      if (keyInHash(location.hash) === undefined) return;
      takeKeyFromAddress();
      setKey(storedKey());
    };
    addEventListener("hashchange", follow);
    follow();
    return () => removeEventListener("hashchange", follow);
  }, []);

  const signIn = (given: string) => {
    storeKey(given);
    setReason(undefined);
    setKey(given);
  };
  const signOut = useCallback((why?: string) => {
    forgetKey();
    // Whoever signs in next begins at the front; after a key that was refused it is likely the same reader.
    if (why === undefined) location.hash = "";
    setReason(why);
    setKey(undefined);
  }, []);
  if (key === undefined) return <SignIn reason={reason} onKey={signIn} />;
  return <Console key={key} apiKey={key} onSignOut={signOut} />;
}
