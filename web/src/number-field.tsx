import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

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

/** A field for a number. Text being typed stays as it is when the value changes; on blur the field shows the current value. */
export function NumberField({ label, value, min, max, step = 1, onValue, unit, class: kind }: NumberFieldProps) {
  const typed = useSignal<string | undefined>(undefined);
  const nearest = (text: string) => {
    const within = Math.min(max, Math.max(min, Number(text)));
    return step === 1 ? Math.round(within) : within;
  };
  return (
    <label class={kind}>
      {label}
      <input
        type="number"
        min={min}
        max={max}
        step={step}
        value={typed.value ?? value}
        onInput={({ currentTarget: { value: text } }) => {
          typed.value = text;
          if (text !== '' && nearest(text) === Number(text)) onValue(Number(text));
        }}
        onChange={({ currentTarget: { value: text } }) => {
          typed.value = undefined;
          if (text !== '') onValue(nearest(text));
        }}
        onBlur={() => {
          typed.value = undefined;
        }}
      />
      {unit}
    </label>
  );
}
