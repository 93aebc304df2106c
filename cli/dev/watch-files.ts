import { existsSync, type FSWatcher, watch } from 'node:fs';
import path from 'node:path';

/**
 * An editor truncates a file before it writes it, or writes another one and renames that: both are one edit. A later change
 * restarts the work.
 */
const quietMs = 10;

/** What is watched: the sources of the functions and the template. */
const folders = ['core', 'adapters', 'functions', 'lib', 'bin'];
const rootFiles = new Set(['cdk.json', 'package.json', 'tsconfig.json']);

/**
 * Calls back with the absolute paths of files that were written, created or removed, once nothing more happens for a moment.
 * Returns a function that ends the watch. `onError` receives the error when the system stops watching.
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
  // Not recursive: it contains node_modules and files that tests write.
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
