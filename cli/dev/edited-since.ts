import { stat } from 'node:fs/promises';

/** The files that were written after a time, in epoch milliseconds, or were removed. */
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
