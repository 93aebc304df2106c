import type { ComponentChildren } from 'preact';
import { useHeldText } from './use-held-text.ts';

interface NumberFieldProps {
  readonly label: ComponentChildren;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Step of the arrows. Without it only whole numbers are accepted. */
  readonly step?: number;
  /** Called as soon as a number is valid: a button that is pressed at once uses it. */
  onValue(value: number): void;
  /** Text after the field. */
  readonly unit?: string;
  readonly class?: string;
}

/** A field for a number. */
export function NumberField({ label, value, min, max, step = 1, onValue, unit, class: kind }: NumberFieldProps) {
  const nearest = (text: string) => {
    const within = Math.min(max, Math.max(min, Number(text)));
    return step === 1 ? Math.round(within) : within;
  };
  const text = useHeldText(value, {
    onInput: (text) => {
      if (text !== '' && nearest(text) === Number(text)) onValue(Number(text));
    },
    onChange: (text) => {
      if (text !== '') onValue(nearest(text));
    },
  });
  return (
    <label class={kind}>
      {label}
      <input type="number" min={min} max={max} step={step} {...text} />
      {unit}
    </label>
  );
}
