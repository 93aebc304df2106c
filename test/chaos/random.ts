import { createHash } from 'node:crypto';
import { mulberry32 } from '../../cli/mulberry32.ts';

/** A source of pseudo-random choices. The same seed and the same label give the same choices. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

export function randomOf(seed: number, label: string): Random {
  const next = mulberry32(createHash('sha256').update(`${seed}/${label}`).digest().readUInt32LE());
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
  };
}
