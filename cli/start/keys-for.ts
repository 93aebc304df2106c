import type { FunctionLogs } from './function-logs.ts';
import type { Key } from './keys.ts';
import { openPage } from './open-page.ts';

/** What the keys of a running stack act on. */
export interface KeyActions {
  readonly race: () => Promise<void>;
  readonly logs: Pick<FunctionLogs, 'toggle'>;
  readonly interrupt: () => void;
}

/** The keys of a running stack, whose API is at `apiUrl`. */
export const keysFor = (
  apiUrl: string,
  { race, logs, interrupt }: KeyActions,
  { open = openPage as (url: string) => void, say = console.error as (line: string) => void } = {},
): readonly Key[] => [
  { key: 'o', does: 'opens the console', press: () => open(new URL('/', apiUrl).href) },
  { key: 'r', does: 'races a ride both ways', press: race },
  {
    key: 'l',
    does: 'switches the logs on or off',
    press: () => say(logs.toggle() ? 'Function logs are on.' : 'Function logs are off.'),
  },
  { key: 'q', does: 'quits', press: interrupt },
];
