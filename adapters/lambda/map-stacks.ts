import { mappedStacks } from './mapped-stacks.ts';

// The bundler prepends this to each function's code, where `__filename` is the bundle.
Error.prepareStackTrace = mappedStacks(__filename);
