import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A code block of a guide whose first line names a file: the whole of a new one, or what is to change in one that there is. */
export interface GuideStep {
  readonly file: string;
  readonly isEdit: boolean;
  readonly text: string;
}

const block = /^( *)```(ts|diff) (\S+)\n(.*?)^ *```$/gms;

/** The steps of a page's section, in their order. */
export function guideSteps(page: string, section: string): GuideStep[] {
  const sections = readFileSync(page, 'utf8').split(/^## /m);
  const text = sections.find((each) => each.startsWith(`${section}\n`));
  if (text === undefined) throw new Error(`${page} has no section "${section}".`);
  return [...text.matchAll(block)].map(([, indent = '', kind, file = '', body = '']) => ({
    file,
    isEdit: kind === 'diff',
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** Makes the changes of a diff without line numbers. Throws where the text has not exactly one place for one of them. */
export function applyDiff(text: string, diff: string): string {
  return diff.split(/^@@.*\n/m).reduce((before, hunk) => {
    const lines = hunk.trimEnd().split('\n');
    const [from, to] = ['-', '+'].map((sign) =>
      lines
        .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(sign))
        .map((line) => `${line.slice(1)}\n`)
        .join(''),
    ) as [string, string];
    const [head = '', tail, ...more] = before.split(from);
    if (tail === undefined || more.length > 0) throw new Error(`Not in one place:\n${from}`);
    return head + to + tail;
  }, text);
}

/** Follows a step in a working copy. */
export async function followStep(directory: string, { file, isEdit, text }: GuideStep): Promise<void> {
  const target = path.join(directory, file);
  if (!isEdit && existsSync(target)) throw new Error(`${file} is there already.`);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, isEdit ? applyDiff(await readFile(target, 'utf8'), text) : text);
}
