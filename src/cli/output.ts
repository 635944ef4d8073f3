/** Standard output, written to once a turn of the event loop: under load that is one system call for many lines. */
export interface Output {
  write(text: string): void;
  /** Writes what is waiting, now. */
  flush(): void;
}

/** @param sink where the text goes, in whole lines */
export function createOutput(sink: (text: string) => void): Output {
  let waiting = "";

  function flush(): void {
    const text = waiting;
    waiting = "";
    if (text !== "") sink(text);
  }

  return {
    write(text) {
      if (waiting === "") setImmediate(flush);
      waiting += text;
    },
    flush,
  };
}
