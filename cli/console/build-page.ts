import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const webDirectory = path.join(import.meta.dirname, '../../web');

/** A source of the page too: it has a form for each call described there. */
const description = path.join(import.meta.dirname, '../../docs/reference/openapi.yaml');

/** Where the console's page is. It is built first if its sources have changed since the last build. */
export async function buildPage(directory = webDirectory): Promise<string> {
  const site = path.join(directory, 'dist');
  if (await isStale(directory, site, [description])) {
    // Loaded on demand: where the page is already built, the build tool may be absent.
    const { build } = await import('vite');
    await build({ configFile: path.join(directory, 'vite.config.ts'), logLevel: 'warn' });
  }
  return site;
}

/** Whether a source in `directory` or one of `others` is newer than the page in `site`, or the page does not exist. */
export async function isStale(directory: string, site: string, others: readonly string[] = []): Promise<boolean> {
  const built = await changedAt(path.join(site, 'index.html'));
  const names = await readdir(directory, { recursive: true });
  const sources = names.filter((name) => name.split(path.sep)[0] !== path.basename(site));
  const files = [...sources.map((name) => path.join(directory, name)), ...others];
  const changes = await Promise.all(files.map(changedAt));
  return changes.some((at) => at > built);
}

const changedAt = async (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
