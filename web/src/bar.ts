/** One bar of a waterfall. Times are milliseconds since the ride was requested. */
export interface Bar {
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** `expected`: what it will be if all goes as told. `empty`: nothing is known to have run. */
  readonly kind: 'done' | 'growing' | 'expected' | 'failed' | 'unanswered' | 'empty';
  readonly note: string;
  /** What it is made of, where that is more than one try, or a try that failed. */
  readonly attempts?: readonly Bar[];
}
