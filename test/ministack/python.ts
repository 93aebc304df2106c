import path from 'node:path';
import { installFromPyPi, type PythonOptions } from '../support/install-from-pypi.ts';

const requirements = path.join(import.meta.dirname, 'requirements.txt');

/** Installs MiniStack for itself; resolves to its program. Throws `UnavailableError` without Python or the package. */
export const installMinistack = (options: PythonOptions): Promise<string> =>
  installFromPyPi('ministack', requirements, options);
