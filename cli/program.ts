import { existsSync } from 'node:fs';
import path from 'node:path';

/** Whether this runs from a working copy with the whole project, and not from an installed package. */
export const isWorkingCopy = existsSync(path.join(import.meta.dirname, '../cdk.json'));

/** How to call a command here. */
export const program = isWorkingCopy ? 'npm run cli --' : 'ride-request';

/** The same, without npm's own output. */
export const quietProgram = isWorkingCopy ? 'npm run --silent cli --' : 'ride-request';
