import { useSignal } from '@preact/signals';
import type { TargetedEvent } from 'preact';

type TextEvent = TargetedEvent<HTMLInputElement | HTMLTextAreaElement>;

interface Listeners {
  /** The text so far. */
  readonly onInput?: (text: string) => void;
  /** The text that is done. */
  readonly onChange: (text: string) => void;
}

/**
 * What a text field needs whose value also changes by itself: the field shows the value, but keeps its text while it has the
 * focus and until that is done. Somebody may be typing there, or be about to replace what is selected.
 */
export function useHeldText(value: string | number, { onInput, onChange }: Listeners) {
  const held = useSignal<string | undefined>(undefined);
  return {
    value: held.value ?? value,
    onFocus: ({ currentTarget }: TextEvent) => {
      held.value = currentTarget.value;
    },
    onInput: ({ currentTarget }: TextEvent) => {
      held.value = currentTarget.value;
      onInput?.(currentTarget.value);
    },
    onChange: ({ currentTarget }: TextEvent) => {
      held.value = undefined;
      onChange(currentTarget.value);
    },
    onBlur: () => {
      held.value = undefined;
    },
  };
}
