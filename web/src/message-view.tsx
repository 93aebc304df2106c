import type { ComponentChildren } from 'preact';
import type { RawMessage } from '../../cli/console/protocol.ts';
import { pretty } from './api-call.ts';

interface MessageProps {
  readonly message: RawMessage;
  readonly note: string;
  /** Called to show the trace of the ride that it is about. */
  onRide(rideId: string): void;
  /** A remark that is shown even when it is closed. */
  readonly children?: ComponentChildren;
}

/** A message: a summary, and its full text when opened. */
export function MessageView({ message, note, onRide, children }: MessageProps) {
  const { kind, rideId, body } = message;
  return (
    <details class="message">
      <summary>
        <strong>{kind}</strong> <span class="quiet">{note}</span>
        {children}
      </summary>
      {rideId && (
        <p>
          about{' '}
          <button type="button" class="link" onClick={() => onRide(rideId)}>
            {rideId}
          </button>
        </p>
      )}
      <pre>{pretty(body)}</pre>
    </details>
  );
}
