import type { BuildContext, BuildOptions } from 'esbuild';

/**
 * Makes esbuild's process, which lives as long as the loop, collect garbage half as often as Go programs usually do: collecting took
 * a fifth of the time in which functions are bundled. Must be called before its first build; keeps what the user has set.
 */
export function collectLessOften(): void {
  process.env.GOGC ??= '200';
}

/** Builds again, and stops early on the signal: then it rejects as esbuild does. */
export async function rebuild<Options extends BuildOptions>(building: BuildContext<Options>, signal?: AbortSignal) {
  signal?.throwIfAborted();
  let canceled: Promise<void> | undefined;
  const cancel = () => {
    canceled = building.cancel();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await building.rebuild();
  } finally {
    // `cancel` stops whatever is being built: that must not be the next build.
    signal?.removeEventListener('abort', cancel);
    await canceled;
  }
}
