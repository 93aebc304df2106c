import { ending, makeCommand, notes } from './command.ts';
import { describeDiagnosis, examine } from './doctor/examine.ts';
import { thisMachine } from './doctor/machine.ts';
import { exitCodes } from './exit-codes.ts';
import { program } from './program.ts';

export const doctor = makeCommand('doctor')
  .description(
    'Checks this machine for what the project uses, and says what each thing is for and what to do if it is missing. Nothing is installed. Credentials are not verified with AWS.',
  )
  .option('--json', 'print what was found as JSON')
  .addHelpText(
    'after',
    notes(
      'Exit code: 0 if `npm start` has what it needs, whatever else is missing; 1 if not.',
      `Example: ${program} doctor`,
    ),
  )
  .action(
    ending(async ({ json }) => {
      const diagnosis = await examine(thisMachine);
      console.log(json ? JSON.stringify(diagnosis, null, 2) : describeDiagnosis(diagnosis));
      return diagnosis.ready ? exitCodes.done : exitCodes.failed;
    }),
  );
