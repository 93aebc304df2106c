import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface NumberFieldProps {
  readonly label: ComponentChildren;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Of the arrows. Without it there are whole numbers alone. */
  readonly step?: number;
  /** Hears of a number as soon as it is one that may be: a button that is pressed at once goes by it. */
  onValue(value: number): void;
  /** After the field. */
  readonly unit?: string;
  readonly class?: string;
}

/** A field for a number. What is being typed stays as it is, whatever comes in meanwhile; who leaves sees what counts. */
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
