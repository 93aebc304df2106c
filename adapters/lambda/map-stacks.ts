import { mappedStacks } from './mapped-stacks.ts';

// Put before each function's code when it is bundled, where this is the name of the bundle.
Error.prepareStackTrace = mappedStacks(__filename);
