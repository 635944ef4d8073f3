/** First in, first out, in constant time. */
export interface Fifo<Item> {
  readonly length: number;
  push(item: Item): void;
  peek(): Item | undefined;
  shift(): Item | undefined;
  /** Takes out what the test picks, in order. */
  take(picks: (item: Item) => boolean): Item[];
}

/** Taken items are cut off the front once there are so many, and once they are half of the list. */
const TRIM_AT = 1_024;

export function createFifo<Item>(): Fifo<Item> {
  let items: (Item | undefined)[] = [];
  let head = 0;

  return {
    get length() {
      return items.length - head;
    },
    push(item) {
      items.push(item);
    },
    peek: () => items[head],
    shift() {
      if (head === items.length) return undefined;
      const item = items[head];
      items[head++] = undefined;
      if (head === items.length) {
        items = [];
        head = 0;
      } else if (head >= TRIM_AT && head * 2 >= items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    take(picks) {
      const taken: Item[] = [];
      const kept: Item[] = [];
      for (const item of items.slice(head) as Item[]) (picks(item) ? taken : kept).push(item);
      items = kept;
      head = 0;
      return taken;
    },
  };
}
