import { aws } from './aws.ts';
import { embedded } from './embedded.ts';
import { localemu } from './localemu.ts';
import { localstack } from './localstack.ts';
import { ministack } from './ministack.ts';
import type { Target } from './target.ts';

/** Where the suite can run, by the name that `--target` takes. */
export const targets = { embedded, localstack, localemu, ministack, aws } as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;
