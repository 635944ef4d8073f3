import { useEffect, useState } from "preact/hooks";

export const SHORTCUTS = [
  { keys: "/", does: "search" },
  { keys: "j", does: "next row" },
  { keys: "k", does: "row before" },
  { keys: "Enter", does: "open the row" },
  { keys: "Esc", does: "close what is open" },
  { keys: "?", does: "show these keys" },
] as const;

interface KeyHelp {
  readonly isOpen: boolean;
  readonly open: () => void;
  readonly close: () => void;
}

/** Keys that work everywhere but where text is written. @returns their list */
export function useShortcuts(): KeyHelp {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWritten(event.target)) return;
      if (event.key === "?") setOpen(true);
      else if (!actOn(event.key)) return;
      event.preventDefault();
    };
    // Back and forward lead away from under it.
    const onLeave = () => setOpen(false);
    addEventListener("keydown", onKey);
    addEventListener("hashchange", onLeave);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("hashchange", onLeave);
    };
  }, []);
  return { isOpen, open: () => setOpen(true), close: () => setOpen(false) };
}

/** @returns whether there was something to do */
function actOn(key: string): boolean {
  if (key === "/") return focusOn(inFront().querySelector<HTMLElement>("[type=search]"));
  if (key === "j") return moveBy(1);
  if (key === "k") return moveBy(-1);
  return false;
}

/** Rows are links, so that Enter opens the one that has the focus. */
function moveBy(step: 1 | -1): boolean {
  const rows = [...inFront().querySelectorAll<HTMLElement>(".row-link .lead a")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return focusOn(step > 0 ? rows[0] : rows.at(-1));
  return focusOn(rows[at + step] ?? rows[at]);
}

function focusOn(element: HTMLElement | null | undefined): boolean {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  return Boolean(element);
}

/** A dialog covers what is under it. */
function inFront(): ParentNode {
  return document.querySelector("dialog[open]") ?? document;
}

function isWritten(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
