/** How many bytes of a bundle come from each input file. */
export type BytesByFile = Readonly<Record<string, { readonly bytesInOutput: number }>>;

/** A package's part of a bundle. */
export interface Part {
  readonly name: string;
  readonly bytes: number;
}

/** This project's own code, beside the packages. */
export const ownCode = 'own code';

/** The package that a file belongs to: the innermost one where packages are nested. */
export function packageOf(file: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? ownCode;
}

/** The parts of a bundle by package, the largest first. */
export function partsOf(inputs: BytesByFile): Part[] {
  const files = Map.groupBy(Object.entries(inputs), ([file]) => packageOf(file));
  return [...files]
    .map(([name, entries]) => ({ name, bytes: entries.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) }))
    .sort((one, other) => other.bytes - one.bytes);
}
