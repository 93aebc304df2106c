import { choosePreset, type Fault, knobs, paymentMethod, paymentMethods, presets, ridesAtOnce, turn } from './knobs.ts';
import { NumberField } from './number-field.tsx';
import { config } from './state.ts';

const mostAtOnce = 50;
const longestMs = 5_000;

const faultWords: Readonly<Record<Fault, string>> = {
  none: 'works',
  exception: 'throws an exception',
  timeout: 'hangs',
  crash: 'crashes',
  reject: 'refuses the ride',
  once: 'fails once',
};

/** What each branch does, the number of rides, and the textbook cases. */
export function KnobPanel() {
  return (
    <fieldset class="knobs">
      <legend>Change the race</legend>
      {config.value?.simulation ? (
        <>
          <div class="presets">
            {Object.keys(presets).map((name) => (
              <button type="button" key={name} onClick={() => choosePreset(name)}>
                {name}
              </button>
            ))}
          </div>
          <div class="branches">
            {(config.value?.branches ?? []).map(({ name, need }) => (
              <BranchKnobs key={name} name={name} need={need} />
            ))}
          </div>
        </>
      ) : (
        <p class="quiet">Simulation is off on this stack: delays and faults cannot be set.</p>
      )}
      <div class="row">
        <NumberField
          label="Rides at once"
          value={ridesAtOnce.value}
          min={1}
          max={mostAtOnce}
          onValue={(value) => (ridesAtOnce.value = value)}
        />
        <label>
          Paid with
          <select
            value={paymentMethod.value}
            onChange={({ currentTarget }) => (paymentMethod.value = currentTarget.value as keyof typeof paymentMethods)}
          >
            {Object.entries(paymentMethods).map(([method, words]) => (
              <option key={method} value={method}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
    </fieldset>
  );
}

function BranchKnobs({ name, need }: { name: string; need: string }) {
  const { delayMs = 0, fault = 'none' } = knobs.value[name] ?? {};
  return (
    <fieldset class="knob">
      <legend>
        {name} <small>{need}</small>
      </legend>
      <label>
        <span class="hidden">{name} takes, in milliseconds</span>
        <input
          type="range"
          min="0"
          max="1000"
          step="50"
          value={Math.min(delayMs, 1_000)}
          onInput={({ currentTarget }) => turn(name, { delayMs: Number(currentTarget.value) })}
        />
      </label>
      <NumberField
        class="ms"
        label={<span class="hidden">{name}'s delay</span>}
        value={delayMs}
        min={0}
        max={longestMs}
        unit="ms"
        onValue={(value) => turn(name, { delayMs: value })}
      />
      <label>
        <span class="hidden">{name}'s fault</span>
        <select value={fault} onChange={({ currentTarget }) => turn(name, { fault: currentTarget.value as Fault })}>
          {Object.entries(faultWords).map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
