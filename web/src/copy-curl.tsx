import { signal } from '@preact/signals';
import type { Caller } from '../../cli/console/protocol.ts';
import type { CurlTerms } from './curl.ts';
import { apiUrl } from './rides-api.ts';
import { config } from './state.ts';

/** What was copied last. */
const copied = signal('');

const shownMs = 2_000;

/** The API's address and the caller, for a command outside of the page. */
export const curlTerms = (caller: Caller): CurlTerms => ({
  apiUrl: apiUrl(),
  caller: config.value?.insides ? caller : undefined,
});

/** The same for a ride: the caller is its rider or, where that is not known, the page's. */
export const curlTermsOfRider = (riderId = config.value?.riderId ?? ''): CurlTerms =>
  curlTerms({ role: 'rider', id: riderId });

interface CopyCurlProps {
  /** Undefined while there is none. */
  readonly command: string | undefined;
  /** What the command is about, for screen readers. */
  readonly about: string;
}

/** A button that copies a command. */
export function CopyCurl({ command, about }: CopyCurlProps) {
  const copy = async () => {
    if (command === undefined) return;
    await navigator.clipboard.writeText(command);
    copied.value = command;
    setTimeout(() => (copied.value = ''), shownMs);
  };
  return (
    <button
      type="button"
      class="link"
      title={command}
      disabled={command === undefined}
      onClick={() => void copy().catch(() => undefined)}
    >
      {command !== undefined && copied.value === command ? 'copied' : 'copy as curl'}
      <span class="hidden"> {about}</span>
    </button>
  );
}
