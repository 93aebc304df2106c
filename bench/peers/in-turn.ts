/**
 * Runs something `count` times, with as many runs under way as there are callers: each starts the next run when it has
 * finished one, until none is left or `isOver`. Resolves to the results in the order of their start.
 */
export async function inTurn<Result>(
  callers: number,
  count: number,
  work: (index: number) => Promise<Result>,
  isOver: () => boolean = () => false,
): Promise<Result[]> {
  const results: Result[] = [];
  let begun = 0;
  const call = async () => {
    while (begun < count && !isOver()) {
      const index = begun;
      begun += 1;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return results;
}
