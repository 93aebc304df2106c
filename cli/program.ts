import { existsSync } from 'node:fs';
import path from 'node:path';

/** Whether this runs from a working copy, with all of the project in it, or from an installed package. */
export const isWorkingCopy = existsSync(path.join(import.meta.dirname, '../cdk.json'));

/** How a command is called here. */
export const program = isWorkingCopy ? 'npm run cli --' : 'ride-request';

/** The same, with nothing but the command's own output. */
export const quietProgram = isWorkingCopy ? 'npm run --silent cli --' : 'ride-request';
