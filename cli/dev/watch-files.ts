import { existsSync, type FSWatcher, watch } from 'node:fs';
import path from 'node:path';

/**
 * An editor empties a file before it writes it, or writes another one and renames that: both are one edit. What comes later has
 * the work that was begun begin anew.
 */
const quietMs = 10;

/** What is watched: what functions and the template are made of. */
const folders = ['core', 'adapters', 'functions', 'lib', 'bin'];
const rootFiles = new Set(['cdk.json', 'package.json', 'tsconfig.json']);

/**
 * Calls back with the absolute paths of files that were written, made or removed, once nothing more happens for a moment.
 * Gives what ends the watch. `onError` hears when the system watches no more of them.
 */
export function watchFiles(
  projectDirectory: string,
  onEdit: (files: readonly string[]) => void,
  onError: (error: Error) => void,
): () => void {
  const edited = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const hear = (file: string) => {
    edited.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...edited];
      edited.clear();
      onEdit(files);
    }, quietMs);
  };
  const watchers: FSWatcher[] = folders
    .map((folder) => path.join(projectDirectory, folder))
    .filter((folder) => existsSync(folder))
    .map((folder) =>
      watch(folder, { recursive: true }, (_, name) => {
        if (name !== null && !isEditorsOwn(name)) hear(path.join(folder, name));
      }),
    );
  // Not recursive: below it are node_modules and what tests write.
  watchers.push(
    watch(projectDirectory, (_, name) => {
      if (name !== null && rootFiles.has(name)) hear(path.join(projectDirectory, name));
    }),
  );
  for (const watcher of watchers) watcher.on('error', onError);
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** Swap and backup files. */
const isEditorsOwn = (name: string): boolean => /(^|\/)(\.[^/]*|[^/]*~|4913)$|\.(swp|swx|tmp)$/.test(name);
