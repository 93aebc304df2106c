import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { helpFor } from '../../cli/command.ts';
import { findCommand, makeCommandLine } from '../../cli/commands.ts';
import { branches } from '../../core/branches.ts';
import { stores } from '../../core/names.ts';
import { subscribers } from '../../core/subscribers.ts';
import { withoutPlan } from './plan-tables.ts';

const root = path.join(import.meta.dirname, '../..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const filesOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)));
const docs = filesOf('docs');
const pages = [...readdirSync(root), ...docs, 'bench/README.md', ...filesOf('bench/results')].filter((file) =>
  file.endsWith('.md'),
);
const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

/** All that a pattern finds in a text: its first group. */
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

const withoutCode = (text: string): string => text.replaceAll(/```.*?```/gs, '').replaceAll(/`[^`\n]*`/g, '');

/** As GitHub names the places that headings are reached at. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (file: string): string[] =>
  all(textOf(file).replaceAll(/```.*?```/gs, ''), /^#+ (.+)$/gm).map(anchorOf);

/** The links of a page to files of the repository. */
const linksOf = (text: string): string[] =>
  all(withoutCode(text), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));

/** What a link of a page does not lead to; undefined when all is there. */
function deadEnd(page: string, link: string): string | undefined {
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? page : path.join(path.dirname(page), target);
  if (!existsSync(path.join(root, file))) return link;
  return anchor !== undefined && !anchorsOf(file).includes(anchor) ? link : undefined;
}

/** A call of an npm script, as a text has it: `npm run cli -- trace RIDE_ID --json`. */
interface Call {
  readonly script: string;
  readonly args: readonly string[];
}

const callsIn = (text: string): Call[] =>
  [...text.matchAll(/npm (?:run (?:--silent )?([a-z][\w:-]*)|(start|test)\b)(?: -- ([^\n`#|)]*))?/g)].map(
    ([, run, short = '', args = '']) => ({ script: run ?? short, args: args.trim().split(/\s+/) }),
  );

/** The help of the command that a call runs; undefined when it runs none of the command line's. Throws when there is no such command. */
async function helpWith({ script, args }: Call): Promise<string | undefined> {
  const [, named] = /ride-request\.js ?(\S*)/.exec(scripts[script] ?? '') ?? [];
  if (named === undefined) return undefined;
  const name = named || args[0] || '';
  if (!/^[a-z-]+$/.test(name)) return undefined; // It stands for any: COMMAND.
  const known = findCommand(name);
  if (known === undefined) throw new Error(`npm run ${script} ${args.join(' ')}: there is no command ${name}.`);
  const { commands } = await makeCommandLine([known]);
  return commands.filter((command) => command.name() === known).map(helpFor)[0];
}

/** The options of a call that its command does not explain. Those of what is no command are not looked at. */
async function unknownOptions(call: Call): Promise<string[]> {
  const help = await helpWith(call);
  const options = call.args.filter((arg) => arg.startsWith('--'));
  const isUnknown = (option: string) => help && !new RegExp(`${option}(?![\\w-])`).test(help);
  return options.filter(isUnknown).map((option) => `npm run ${call.script} -- … ${option}`);
}

/** Files that the README says to write. */
const tobe = /fraud-check/;

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  it('has links that lead somewhere', () => {
    expect(
      linksOf(text)
        .map((link) => deadEnd(page, link))
        .filter((link) => link !== undefined),
    ).toEqual([]);
  });

  it('names files that there are', () => {
    const named = all(text, /`((?:bin|lib|core|adapters|functions|local|cli|bench|test|docs)\/[\w./-]*)`/g);
    expect(named.filter((file) => !tobe.test(file) && !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('says to run scripts and commands that there are, with options that they have', async () => {
    const calls = callsIn(text);
    expect(calls.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
    expect((await Promise.all(calls.map(unknownOptions))).flat()).toEqual([]);
  });
});

describe('docs/README.md', () => {
  const linked = linksOf(textOf('docs/README.md')).map((link) => path.join('docs', link));

  it('links every page', () => {
    const missing = docs.filter((file) => /\.(md|yaml)$/.test(file) && file !== 'docs/README.md');
    expect(missing.filter((file) => !linked.includes(file))).toEqual([]);
  });

  it('has no picture that no page shows', () => {
    const shown = pages.flatMap((page) => linksOf(textOf(page)).map((link) => path.join(path.dirname(page), link)));
    const pictures = [...docs, ...filesOf('bench/results')].filter((file) => /\.(png|svg)$/.test(file));
    expect(pictures.filter((file) => !shown.includes(file))).toEqual([]);
  });

  it('leads to at most 16,000 words in all', () => {
    // But for what a command writes, which is looked things up in.
    const isWritten = (file: string) => file.endsWith('.md') && file !== 'docs/reference/cli.md';
    const written = docs.filter(isWritten).map((file) => withoutPlan(textOf(file)));
    const words = written.map((text) => text.split(/\s+/).filter(Boolean));
    expect(words.flat().length).toBeLessThanOrEqual(16_000);
  });
});

describe('docs/reference/performance.md', () => {
  const results = filesOf('bench/results').filter((file) => file.endsWith('.json'));

  it.each(results)('says how, when and where %s was measured', (file) => {
    const { command, date, machine } = JSON.parse(textOf(file)) as Record<'command' | 'date' | 'machine', string>;
    const [where = ''] = machine.split(', linux');
    const runs = textOf('docs/reference/performance.md').split(/^- /m);
    expect(runs.find((run) => run.startsWith(`${date}, ${where}:`) && run.includes(`\`${command}\``))).toBeDefined();
  });
});

describe('docs/operate/security.md', () => {
  const tables = all(textOf('docs/operate/security.md'), /^\| attempt \|.*\n\| ---.*\n((?:\|.*\n)+)/gm);
  const attempts = tables.flatMap((rows) => rows.trimEnd().split('\n'));

  it.each(attempts)('has an answer, and tests that there are, for %s', (row) => {
    const [, answer = '', tests = ''] = row.split(/(?<!\\)\|/).slice(1, -1);
    expect(answer.trim()).not.toBe('');
    const files = all(tests, /\]\((?:\.\.\/)+(test\/[\w./-]+\.ts)\)/g);
    expect(files).not.toEqual([]);
    for (const file of files) expect(textOf(file)).toMatch(/\bit(\.each|\()/);
  });

  it('has both tables', () => expect(tables).toHaveLength(2));
});

describe('docs/concepts/how-it-works.md', () => {
  const pictures = all(textOf('docs/concepts/how-it-works.md'), /```mermaid\n(.*?)```/gs);
  const inPictures = (pattern: RegExp) => new Set(pictures.flatMap((picture) => all(picture, pattern)));

  it('has a picture for each of its steps', () => {
    expect(pictures).toHaveLength(all(textOf('docs/concepts/how-it-works.md'), /^## (\d)/gm).length);
  });

  it('has no semicolon in a picture: Mermaid takes it for the end of a line', () => {
    expect(pictures.filter((picture) => picture.includes(';'))).toEqual([]);
  });

  it('shows functions that there are, and each that all rides need', () => {
    const functions = readdirSync(path.join(root, 'functions'));
    const shown = inPictures(/([a-z-]+) λ/g);
    expect([...shown].filter((name) => !functions.includes(name))).toEqual([]);
    // Whoever adds a branch or a subscriber need not draw it.
    const added = new Set([...Object.keys(branches), ...subscribers.map(({ name }) => name), 'sequential-ride']);
    expect(functions.filter((name) => !added.has(name) && !shown.has(name))).toEqual([]);
  });

  it('shows tables and indexes that there are', () => {
    for (const table of inPictures(/table (\w+)/g)) expect(Object.keys(stores)).toContain(table);
    const indexes = Object.values(stores).flatMap((store) => ('index' in store ? [store.index.name] : []));
    for (const index of inPictures(/index (\w+)/g)) expect(indexes).toContain(index);
  });
});

describe('docs/concepts/patterns.md', () => {
  it('shows each of its patterns with a command', () => {
    const sections = textOf('docs/concepts/patterns.md').split(/^## /m).slice(1, -1);
    expect(sections.length).toBeGreaterThan(10);
    for (const section of sections) expect(section).toContain('```sh');
  });

  it('has every pattern in its list', () => {
    const [list = ''] = textOf('docs/concepts/patterns.md').split(/^## /m);
    const anchors = anchorsOf('docs/concepts/patterns.md').slice(1, -1);
    expect(all(list, /\]\(#([^)]+)\)/g)).toEqual(anchors);
  });
});
