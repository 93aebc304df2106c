import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { UsageError } from '../../cli/errors.ts';
import { readCount } from '../../cli/values.ts';
import { runCommand } from '../support/command.ts';
import { allMutants, type Mutant, misfitOf, nameOf } from './mutant.ts';
import { MutantTests, type Outcome } from './mutant-tests.ts';

const usage = `Usage: npm run test:mutants -- [OPTIONS]

  --list FILE    guards of another file than test/mutants/guards/*.json
  --filter TEXT  only guards whose file, source or tests contain it
  --from N       begin at the Nth of these
  --to N         end with the Nth
  --lanes N      how many are tried at a time; one a core by default
  --json FILE    also write what came of each to FILE, as JSON
  --help         this

Breaks one guard after the other, as test/mutants/guards/*.json say, and runs the tests that must notice: of "unit", or, for
what takes a stack or a process, of "integration". The change is made in memory: the working tree stays as it is. Before, each
of these tests has to pass.

Exit code: 0 when each was noticed, 1 when one was not, or fits the source no more, 2 when a test fails without any change, or
the command line is not understood.

Example: npm run test:mutants -- --filter adapters/ride-store`;

/** What became of a mutant. `misfit`: its text is not there, or not once. `unloadable`: it breaks more than its guard. */
type Verdict = 'caught' | 'survived' | 'misfit' | 'unloadable';

interface Finding {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
  readonly why?: string | undefined;
}

const options = {
  list: { type: 'string' },
  filter: { type: 'string', default: '' },
  from: { type: 'string', default: '1' },
  to: { type: 'string' },
  lanes: { type: 'string', default: String(availableParallelism()) },
  json: { type: 'string' },
} as const;

await runCommand(usage, options, async (values) => {
  const about = ({ file, source, tests }: Mutant) =>
    [file, source, ...tests].some((text) => text.includes(values.filter));
  const chosen = allMutants(values.list === undefined ? undefined : [values.list])
    .filter(about)
    .slice(readCount(values.from, '--from') - 1, values.to === undefined ? undefined : readCount(values.to, '--to'));
  if (chosen.length === 0) throw new UsageError(`No guard is about ${values.filter}.`);

  const lanes = Array.from({ length: readCount(values.lanes, '--lanes') }, () => new MutantTests());
  try {
    const misfits = chosen.flatMap((mutant) => {
      const why = misfitOf(mutant);
      return why === undefined ? [] : [{ mutant, verdict: 'misfit' as const, why }];
    });
    const fitting = chosen.filter((mutant) => misfits.every((misfit) => misfit.mutant !== mutant));
    for (const { mutant, why } of misfits)
      console.log(`MISFIT ${mutant.number} ${mutant.file}: ${why}: ${mutant.source}`);
    if (!(await allPass(lanes, [...new Set(fitting.flatMap(({ tests }) => tests))]))) return 2;
    const findings = [...misfits, ...(await tryAll(lanes, fitting))];
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(findings, null, 2)}\n`);
    return tell(findings);
  } finally {
    await Promise.all(lanes.map((lane) => lane.stop()));
  }
});

/** Whether every one of the test files passes as the source is: if not beside others, on a busy machine, then alone. */
async function allPass(lanes: readonly MutantTests[], tests: readonly string[]): Promise<boolean> {
  const failed: string[] = [];
  await shareOut(lanes, tests, async (lane, test) => {
    if ((await whyItFails(lane, test)) !== undefined) failed.push(test);
  });
  let isGood = true;
  await shareOut(lanes.slice(0, 1), failed, async (lane, test) => {
    const why = await whyItFails(lane, test);
    if (why === undefined) return;
    isGood = false;
    console.error(`${test} fails without any change: ${why}`);
  });
  return isGood;
}

async function whyItFails(lane: MutantTests, test: string): Promise<string | undefined> {
  const { passed, failure, broken } = await lane.run([test]);
  return failure ?? broken ?? (passed > 0 ? undefined : 'it has no test');
}

async function tryAll(lanes: readonly MutantTests[], mutants: readonly Mutant[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  await shareOut(lanes, mutants, async (lane, mutant) => {
    const startedAt = performance.now();
    const finding = findingOf(mutant, await lane.run(mutant.tests, mutant));
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    findings.push(finding);
    const { verdict, why } = finding;
    const shown = verdict === 'caught' ? verdict : verdict.toUpperCase();
    console.log(
      `${findings.length}/${mutants.length} ${shown} ${seconds} s ${nameOf(mutant)}${why ? `\n    ${why}` : ''}`,
    );
  });
  return findings;
}

function findingOf(mutant: Mutant, { failure, broken }: Outcome): Finding {
  if (failure !== undefined) return { mutant, verdict: 'caught', why: failure };
  return broken === undefined
    ? { mutant, verdict: 'survived', why: `tests: ${mutant.tests.join(', ')}` }
    : { mutant, verdict: 'unloadable', why: broken };
}

/** Each lane takes the next piece of work when it has done one. */
async function shareOut<Piece>(
  lanes: readonly MutantTests[],
  pieces: readonly Piece[],
  work: (lane: MutantTests, piece: Piece) => Promise<void>,
): Promise<void> {
  const left = pieces.values();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const piece of left) await work(lane, piece);
    }),
  );
}

function tell(findings: readonly Finding[]): number {
  const bad = findings.filter(({ verdict }) => verdict !== 'caught');
  console.log(`\n${findings.length - bad.length} of ${findings.length} guards are missed when they go.`);
  for (const { mutant, verdict } of bad) console.log(`  ${verdict} ${mutant.number} ${mutant.file}: ${mutant.source}`);
  return bad.length === 0 ? 0 : 1;
}
