import type { FetchJson } from '../../adapters/tokens/fetch-json.ts';

/** Fetches these documents, by URL, and fails on any other. */
export function fetcherOf(documents: Readonly<Record<string, unknown>>) {
  const fetched: string[] = [];
  const fetch: FetchJson = async (url) => {
    fetched.push(url);
    if (!(url in documents)) throw new Error(`${url}: nobody is there`);
    return documents[url];
  };
  return { fetch, fetched };
}
