/** More of them in a block make adding slower, fewer make more blocks. */
const mostInBlock = 512;

/** Different texts in order. They are kept in blocks, so that adding one moves few others. */
export class SortedTexts {
  /** None is empty, except the only one. */
  readonly #blocks: string[][] = [[]];

  /** @param text one that it does not have */
  add(text: string): void {
    const { block, at } = this.#blockOf(text);
    block.splice(placeOf(text, block), 0, text);
    if (block.length > mostInBlock) this.#blocks.splice(at + 1, 0, block.splice(mostInBlock / 2));
  }

  /** @param text one that it has */
  delete(text: string): void {
    const { block, at } = this.#blockOf(text);
    block.splice(placeOf(text, block), 1);
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(at, 1);
  }

  /** Those from a text on, up to and without another one. */
  within(from: string, to: string | undefined): string[] {
    const end = to === undefined ? this.#blocks.length : this.#blockOf(to).at + 1;
    const blocks = this.#blocks.slice(this.#blockOf(from).at, end);
    return blocks.flatMap((block) =>
      block.slice(placeOf(from, block), to === undefined ? undefined : placeOf(to, block)),
    );
  }

  /** The block that has a text, or would have it: the last one that does not begin after it. */
  #blockOf(text: string): { block: string[]; at: number } {
    const beyond = firstWhere(this.#blocks.length, (index) => (this.#blocks[index]?.[0] ?? '') > text);
    const at = Math.max(0, beyond - 1);
    return { block: this.#blocks[at] as string[], at };
  }
}

/** The index of a text in a block, or the one that it would have. */
const placeOf = (text: string, block: readonly string[]): number =>
  firstWhere(block.length, (index) => (block[index] as string) >= text);

/** The first index at which a condition holds that holds from there on; `length` if there is none. */
function firstWhere(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
