import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildPage } from '../../cli/console/build-page.ts';

const mostBytes = 150 * 1024;

describe("the console's page", () => {
  it('has little script, and loads nothing from elsewhere', async () => {
    const site = await buildPage();
    const names = await readdir(site, { recursive: true });
    const texts = new Map<string, string>();
    for (const name of names.filter((each) => /\.(js|css|html)$/.test(each))) {
      texts.set(name, await readFile(path.join(site, name), 'utf8'));
    }
    const scripts = [...texts].filter(([name]) => name.endsWith('.js')).map(([, text]) => gzipSync(text).length);
    const bytes = scripts.reduce((sum, each) => sum + each, 0);
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(mostBytes);
    const page = [...texts].filter(([name]) => !name.endsWith('.js')).map(([, text]) => text);
    expect(page.join('\n')).not.toMatch(/(src|href)="(https?:)?\/\/|url\((https?:)?\/\/|@import/);
  });
});
