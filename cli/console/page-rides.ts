import { each } from '../each.ts';

/** How rides of pages are cancelled. */
export interface PageRidesOptions {
  /** Whether a ride can still be cancelled. */
  isOpen(rideId: string): boolean;
  /** Cancels a ride. Throws on failure. */
  cancel(rideId: string): Promise<void>;
  /** How long a page may be disconnected: it reconnects after a broken connection, but not after its tab was closed. */
  readonly graceMs: number;
}

/** How many of a batch's rides were cancelled, and how many could not be. */
export interface Release {
  readonly cancelled: number;
  readonly failed: number;
}

interface Page {
  streams: number;
  readonly batches: Map<string, Set<string>>;
  timer?: NodeJS.Timeout | undefined;
}

/** The most concurrent calls to cancel: the API has other callers. */
const atOnce = 4;

/** The rides that open pages have requested, by batch. When a page is gone, its open rides are cancelled. */
export class PageRides {
  readonly #options: PageRidesOptions;
  readonly #pages = new Map<string, Page>();

  constructor(options: PageRidesOptions) {
    this.#options = options;
  }

  /** A page is connected until `closed` aborts. */
  opened(pageId: string, closed: AbortSignal): void {
    const page = this.#page(pageId);
    page.streams += 1;
    clearTimeout(page.timer);
    closed.addEventListener('abort', () => {
      page.streams -= 1;
      this.#awaitReturn(pageId, page);
    });
  }

  /** Records rides of a page. If the page is not connected, they are cancelled after the grace period. */
  keep(pageId: string, batch: string, rideIds: readonly string[]): void {
    const page = this.#page(pageId);
    const kept = page.batches.get(batch) ?? new Set();
    for (const rideId of rideIds) kept.add(rideId);
    page.batches.set(batch, kept);
    this.#awaitReturn(pageId, page);
  }

  /** The rides of each batch of a page. */
  batchesOf(pageId: string): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#pages.get(pageId)?.batches ?? new Map();
  }

  /** Cancels the open rides of a batch. */
  release(pageId: string, batch: string): Promise<Release> {
    return this.#cancelAll(this.batchesOf(pageId).get(batch) ?? new Set());
  }

  /** Stops tracking a batch. */
  forget(pageId: string, batch: string): void {
    this.#pages.get(pageId)?.batches.delete(batch);
  }

  #page(pageId: string): Page {
    const page = this.#pages.get(pageId) ?? { streams: 0, batches: new Map() };
    this.#pages.set(pageId, page);
    return page;
  }

  #awaitReturn(pageId: string, page: Page): void {
    if (page.streams > 0) return;
    clearTimeout(page.timer);
    page.timer = setTimeout(() => {
      this.#pages.delete(pageId);
      void this.#cancelAll(new Set([...page.batches.values()].flatMap((rideIds) => [...rideIds])));
    }, this.#options.graceMs).unref();
  }

  async #cancelAll(rideIds: ReadonlySet<string>): Promise<Release> {
    const { isOpen, cancel } = this.#options;
    let [cancelled, failed] = [0, 0];
    await each([...rideIds].filter(isOpen), atOnce, (rideId) =>
      cancel(rideId).then(
        () => (cancelled += 1),
        () => (failed += 1),
      ),
    );
    return { cancelled, failed };
  }
}
