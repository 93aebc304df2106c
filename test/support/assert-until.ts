import fc from 'fast-check';

/** So many times as many runs as usual, at most: what one run in a hundred shows is then missed once in a hundred thousand. */
const mostRounds = 12;

/**
 * Checks a property as `fc.assert` does, and goes on until its runs have shown what it is about: runs are random, and a few
 * hundred of them now and then lack what is rare.
 */
export async function assertUntil<Given>(
  hasShown: () => boolean,
  property: fc.IAsyncProperty<Given>,
  parameters: fc.Parameters<Given>,
): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    await fc.assert(property, parameters);
    if (hasShown()) return;
  }
}
