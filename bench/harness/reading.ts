/** One read of the API. */
export interface Read {
  /** With the query. */
  readonly path: string;
  readonly authorization: string;
}
/** A list of the API, by the filters that are asked for. */
export interface List {
  readonly path: string;
  readonly filters: Readonly<Record<string, string>>;
  readonly authorization: string;
}
/** A list's answer, as far as benches look at it. */
interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly next_cursor: string | null;
}
/** Milliseconds of each read, from the request to the last byte of the answer. */
export type ReadTimes = readonly number[];

export interface Reader {
  /** The answer's JSON. */
  get(read: Read): Promise<unknown>;
  /** One after the other, as often as there are reads. */
  time(reads: readonly Read[]): Promise<ReadTimes>;
  /** So many pages one after the other, the first that many pages below the newest; at the end of a list it begins anew. */
  timePages(list: List, below: number, count: number): Promise<ReadTimes>;
  /** The ids on the first page of a list. */
  ids(list: List): Promise<readonly string[]>;
}

export function createReader(url: string): Reader {
  async function read({ path, authorization }: Read): Promise<{ readonly ms: number; readonly text: string }> {
    const began = performance.now();
    const answer = await fetch(`${url}${path}`, { headers: { authorization } });
    const text = await answer.text();
    const ms = performance.now() - began;
    if (!answer.ok) throw new Error(`GET ${path} was answered ${answer.status}: ${text}`);
    return { ms, text };
  }

  return {
    get: async (one) => JSON.parse((await read(one)).text),
    async time(reads) {
      const times: number[] = [];
      for (const one of reads) times.push((await read(one)).ms);
      return times;
    },
    async timePages(list, below, count) {
      const times: number[] = [];
      let cursor: string | null = null;
      for (let nth = 0; nth < below + count; nth++) {
        const { ms, text } = await read(pageOf(list, cursor));
        if (nth >= below) times.push(ms);
        cursor = (JSON.parse(text) as Page).next_cursor;
      }
      return times;
    },
    async ids(list) {
      return (JSON.parse((await read(pageOf(list, null))).text) as Page).data.map(({ id }) => id);
    },
  };
}

/** The page of a list that begins at a cursor; the first at `null`. */
export function pageOf({ path, filters, authorization }: List, cursor: string | null): Read {
  const query = new URLSearchParams({ ...filters, ...(cursor !== null && { cursor }) });
  return { path: query.size === 0 ? path : `${path}?${query}`, authorization };
}
