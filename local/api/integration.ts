import type { HttpReply } from './http-types.ts';

/** The backend of a method. */
export type Integration =
  | {
      kind: 'function';
      functionName: string;
      invoke(event: unknown): Promise<unknown>;
      timeoutMs: number;
      /** `querystring.x`, `header.x` or `path.x` that a request must have. */
      requiredParameters: readonly string[];
    }
  | { kind: 'mock'; reply: HttpReply };
