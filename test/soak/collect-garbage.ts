import { Session } from 'node:inspector/promises';

interface Attached {
  params: { sessionId: string };
}

interface Received {
  params: { sessionId: string; message: string };
}

const collect = JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' });
const measure = JSON.stringify({ id: 2, method: 'Runtime.getHeapUsage' });

/** A thread that is ending answers no more. */
const patienceMs = 5_000;

/**
 * Has every other thread of this process collect its garbage, as a debugger would, and resolves to the bytes that their
 * heaps still use. Each thread collects when its own heap asks for it, which may be after minutes: until then what is
 * kept and what is garbage look the same from outside.
 */
export async function collectOfThreads(): Promise<number> {
  const session = new Session();
  session.connect();
  session.setMaxListeners(0); // one for each thread
  try {
    const used = new Map<string, Promise<number>>();
    session.on('NodeWorker.attachedToWorker' as never, ({ params: { sessionId } }: Attached) => {
      used.set(sessionId, usedBy(session, sessionId));
    });
    await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    const bytes = await Promise.all(used.values());
    await session.post('NodeWorker.disable');
    return bytes.reduce((sum, each) => sum + each, 0);
  } finally {
    session.disconnect();
  }
}

async function usedBy(session: Session, sessionId: string): Promise<number> {
  const answered = answerOf(session, sessionId, 2);
  for (const message of [collect, measure])
    await session.post('NodeWorker.sendMessageToWorker', { message, sessionId });
  return (await answered) ?? 0;
}

function answerOf(session: Session, of: string, id: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const timer = setTimeout(() => resolve(undefined), patienceMs);
  const hear = ({ params: { sessionId, message } }: Received) => {
    const answer = JSON.parse(message);
    if (sessionId === of && answer.id === id) resolve(answer.result?.usedSize);
  };
  session.on('NodeWorker.receivedMessageFromWorker' as never, hear);
  return promise.finally(() => {
    clearTimeout(timer);
    session.off('NodeWorker.receivedMessageFromWorker' as never, hear);
  });
}
