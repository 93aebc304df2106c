/** Ctrl-C, or a request to end, as a signal. `forget` has both end the process again. */
export function interruption(): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  return {
    signal: controller.signal,
    forget: () => void process.off('SIGINT', abort).off('SIGTERM', abort),
  };
}
