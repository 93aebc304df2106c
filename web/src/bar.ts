/** One bar of a waterfall. Times are milliseconds since the ride was requested. */
export interface Bar {
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** `expected`: a forecast. `empty`: nothing is known to have run. */
  readonly kind: 'done' | 'growing' | 'expected' | 'failed' | 'unanswered' | 'empty';
  readonly note: string;
  /** The attempts it consists of, where there were several or one failed. */
  readonly attempts?: readonly Bar[];
}
