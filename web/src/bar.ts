/** One bar of a waterfall. Times are milliseconds since the ride was requested. */
export interface Bar {
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** `expected`: what it will be if all goes as told. */
  readonly kind: 'done' | 'growing' | 'expected' | 'failed' | 'unanswered';
  readonly note: string;
}
