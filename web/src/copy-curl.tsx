import { signal } from '@preact/signals';
import { config } from './state.ts';

/** What was copied last. */
const copied = signal('');

const shownMs = 2_000;

/** Where the API is and who asks, for a command outside of the page. */
export const curlTerms = () => {
  const { apiUrl = '/', riderId = '', insides = false } = config.value ?? {};
  return { apiUrl: new URL(apiUrl, location.href).href, riderId: insides ? riderId : '' };
};

/** A button that copies a command. `about` says to whoever does not see it what the command is about. */
export function CopyCurl({ command, about }: { command: string; about: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    copied.value = command;
    setTimeout(() => (copied.value = ''), shownMs);
  };
  return (
    <button type="button" class="link" title={command} onClick={() => void copy().catch(() => undefined)}>
      {copied.value === command ? 'copied' : 'copy as curl'}
      <span class="hidden"> {about}</span>
    </button>
  );
}
