import { stat } from 'node:fs/promises';

/** Those of the files that were written after a moment, in epoch milliseconds, or are no more. */
export async function editedSince(files: Iterable<string>, since: number): Promise<string[]> {
  const all = [...files];
  const isEdited = await Promise.all(
    all.map((file) =>
      stat(file).then(
        ({ mtimeMs }) => mtimeMs > since,
        () => true,
      ),
    ),
  );
  return all.filter((_, index) => isEdited[index]);
}
