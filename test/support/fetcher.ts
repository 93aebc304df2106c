import { FetchError } from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';

/** Fetches these documents, by URL, and fails on any other. */
export function fetcherOf(documents: Readonly<Record<string, unknown>>): Fetcher & { readonly fetched: string[] } {
  const fetched: string[] = [];
  return {
    fetched,
    fetch: async (url) => {
      fetched.push(url);
      if (!(url in documents)) throw new FetchError(url, 'nobody is there');
      return new TextEncoder().encode(JSON.stringify(documents[url])).buffer;
    },
  };
}
