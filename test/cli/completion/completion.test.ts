import { describe, expect, it } from 'vitest';
import { aliases, commands, makeCommandLine } from '../../../cli/commands.ts';
import { bashCompletion } from '../../../cli/completion/bash.ts';
import { describeCommands, type KnownCommand } from '../../../cli/completion/describe.ts';
import { fishCompletion } from '../../../cli/completion/fish.ts';
import { zshCompletion } from '../../../cli/completion/zsh.ts';

const option = (flag: string, more: Partial<KnownCommand['options'][number]> = {}) => ({
  flags: [flag],
  description: "it's [so]: \\",
  takesValue: false,
  choices: [],
  ...more,
});

const known: readonly KnownCommand[] = [
  {
    names: ['ask', 'beg'],
    summary: "asks: it's so",
    options: [
      option('--flow', { takesValue: true, choices: ['one', 'two'] }),
      option('--pickup', { takesValue: true }),
      option('--json', { flags: ['--json', '-j'] }),
    ],
    choices: [],
  },
  { names: ['bench'], summary: 'measures', options: [], choices: ['latency', 'load'] },
];

describe('what a shell has to know', () => {
  it('is all that the commands say: names, options, and values where these are few', async () => {
    const all = describeCommands(await makeCommandLine(['completion']));
    expect(all.flatMap(({ names }) => names).toSorted()).toEqual(
      [...Object.keys(commands), ...Object.keys(aliases)].toSorted(),
    );
    for (const { names, options } of all) {
      const flags = options.flatMap((each) => each.flags);
      expect([names[0], flags]).toEqual([names[0], expect.arrayContaining(['--json', '--help', '-h'])]);
    }
    const [request] = all.filter(({ names }) => names.includes('ride'));
    expect(request?.options).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ flags: ['--flow'], takesValue: true, choices: ['parallel', 'sequential'] }),
        expect.objectContaining({ flags: ['--pickup'], takesValue: true, choices: [] }),
        expect.objectContaining({ flags: ['--json'], takesValue: false }),
      ]),
    );
    expect(all.find(({ names }) => names.includes('bench'))?.choices).toContain('latency');
  });
});

describe('a script for a shell', () => {
  it('is one of bash', () => {
    const script = bashCompletion('ride-request', known);
    expect(script).toContain("words='ask beg bench --help --version'");
    expect(script).toContain("'ask --flow'|'beg --flow') words='one two' ;;");
    expect(script).toContain("'ask --pickup'|'beg --pickup') words='' ;;");
    expect(script).toContain("ask|beg) words='--flow --pickup --json -j' ;;");
    expect(script).toContain("bench) words='latency load' ;;");
    expect(script).toContain('complete -F _ride_request ride-request');
  });

  it('is one of zsh, with what means something to it escaped', () => {
    const script = zshCompletion('ride-request', known);
    expect(script).toContain(String.raw`'ask:asks\: it'\''s so'`);
    expect(script).toContain(String.raw`'--flow[it'\''s \[so\]\: \\]:value:(one two)'`);
    expect(script).toContain(String.raw`'--pickup[it'\''s \[so\]\: \\]:value: '`);
    expect(script).toContain(String.raw`'-j[it'\''s \[so\]\: \\]'`);
    expect(script).toContain("'1:: :(latency load)'");
  });

  it('is one of fish, with what means something to it escaped', () => {
    const script = fishCompletion('ride-request', known);
    expect(script).toContain(String.raw`-n __fish_use_subcommand -a beg -d 'asks: it\'s so'`);
    expect(script).toContain(
      String.raw`-n '__fish_seen_subcommand_from ask beg' -l flow -x -a 'one two' -d 'it\'s [so]: \\'`,
    );
    expect(script).toContain(String.raw`-l json -s j -d 'it\'s`);
    expect(script).toContain("-n '__fish_seen_subcommand_from bench' -a 'latency load'");
  });
});
