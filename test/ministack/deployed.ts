import type { Template } from '../../local/template.ts';

/** A deployed stack, and what its template wanted. */
export interface Deployed {
  readonly endpoint: string;
  readonly region: string;
  readonly stackName: string;
  readonly template: Template;
}
