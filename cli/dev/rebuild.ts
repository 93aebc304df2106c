import type { BuildContext, BuildOptions } from 'esbuild';

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
