import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { DeadLetterMessages } from '../../cli/console/protocol.ts';
import { backend } from './backend.ts';
import { MessageView } from './message-view.tsx';
import { tellCause, tellRedrive } from './tell-dead-letters.ts';
import { showTrace } from './trace.tsx';
import { counted, grouped, inClock } from './units.ts';

/** The dead-letter queue that is open. */
const reading = signal<string | undefined>(undefined);
const letters = signal<DeadLetterMessages | undefined>(undefined);
const said = signal('');
const busy = signal(false);

/** Opens a dead-letter queue. */
export async function openDeadLetters(queue: string): Promise<void> {
  reading.value = queue;
  letters.value = undefined;
  said.value = '';
  await attempt(async () => {
    letters.value = await backend.deadLetters(queue);
  });
}

async function redrive(queue: string): Promise<void> {
  await attempt(async () => {
    const { moved, stayed } = await backend.redrive(queue);
    letters.value = undefined;
    said.value = `${grouped(moved)} moved back to the lane${stayed > 0 ? `, ${grouped(stayed)} not: another reader has ${stayed === 1 ? 'it' : 'them'} in hand` : ''}.`;
  });
}

async function attempt(work: () => Promise<void>): Promise<void> {
  busy.value = true;
  try {
    await work();
  } catch (error) {
    said.value = (error as Error).message;
  } finally {
    busy.value = false;
  }
}

/** A dialog that lists a queue's dead letters and redrives them. */
export function DeadLetters() {
  const ref = useRef<HTMLDialogElement>(null);
  const queue = reading.value;
  useEffect(() => {
    if (queue === undefined) ref.current?.close();
    else if (!ref.current?.open) ref.current?.showModal();
  }, [queue]);
  const found = letters.value;
  const leaveFor = (rideId: string) => {
    ref.current?.close();
    showTrace(rideId);
  };
  return (
    <dialog ref={ref} aria-labelledby="dead-letters-title" onClose={() => (reading.value = undefined)}>
      <h3 id="dead-letters-title">Dead letters</h3>
      <p>
        <code>{queue}</code>
      </p>
      {busy.value && <p>One moment …</p>}
      {found && (
        <p>
          {counted(found.count, 'message')} of {found.lane}
          {found.messages.length < found.count && `, of which ${grouped(found.messages.length)} can be seen now`}. Fix
          the cause first: a message that fails again comes back.
        </p>
      )}
      <p role="status" class="said">
        {said.value}
      </p>
      {found?.messages.map((message) => (
        <MessageView
          key={message.messageId}
          message={message}
          onRide={leaveFor}
          note={`sent ${inClock(message.at)}${message.rideState ? `, ride ${message.rideState}` : ''}`}
        >
          <p class="cause">{tellCause(message)}</p>
          <p class="quiet">{tellRedrive(message, found.lane, found.target, Date.now())}</p>
        </MessageView>
      ))}
      <div class="row">
        <button
          type="button"
          class="primary"
          disabled={busy.value || !found || found.count === 0}
          onClick={() => void (queue && redrive(queue))}
        >
          Redrive
        </button>
        <button type="button" onClick={() => ref.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}
