import { type SpawnOptions, spawn } from 'node:child_process';
import type { EventEmitter } from 'node:events';

/** Starts a detached program. */
export type Launch = (program: string, args: string[], options: SpawnOptions) => EventEmitter & { unref(): void };

const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens a page in the user's browser, and prints its address: there may be no browser. */
export function openPage(
  url: string,
  { platform = process.platform as string, launch = spawn as Launch, say = console.log as (line: string) => void } = {},
): void {
  const [program, ...args] = openers[platform] ?? ['xdg-open'];
  const browser = launch(program, [...args, url], { stdio: 'ignore', detached: true });
  browser.on('error', () => say(`There is no ${program} to open it with: open ${url} yourself.`));
  browser.unref();
  say(`Opening ${url}`);
}
