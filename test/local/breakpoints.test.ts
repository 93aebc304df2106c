import inspector from 'node:inspector';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PauseWatch, suspendWhilePaused } from '../../local/index.ts';
import { InspectorClient } from '../support/inspector-client.ts';
import { functionOf, queue } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

/** Stands at a breakpoint of its own, and goes on a little after that, unless its time is over, which it measures itself as well. */
const stands = `
  const after = (ms, word) => new Promise((resolve) => setTimeout(resolve, ms, word));
  exports.handler = async (word, { getRemainingTimeInMillis }) => {
    const isLate = after(getRemainingTimeInMillis(), word + ' was late');
    debugger;
    return Promise.race([isLate, after(1, word + ' went on')]);
  };`;

describe('a function at a breakpoint', () => {
  let cloud: TestCloud;
  let watch: PauseWatch;
  let client: InspectorClient;

  beforeAll(async () => {
    inspector.open(0, '127.0.0.1');
    watch = suspendWhilePaused();
    // What is sent to the queue comes when the time of the function would be over, four times slower on a busy machine.
    const resources = { Stands: functionOf('Stands', { Timeout: 1 }), Later: queue({ DelaySeconds: 6 }) };
    cloud = await testCloud({ resources, code: { Stands: stands } });
    client = await InspectorClient.connect(inspector.url() ?? expect.fail('The inspector is not open.'));
  });
  afterAll(async () => {
    client.close();
    await cloud.stop();
    watch.end();
    inspector.close();
  });

  it('does not run out of time while somebody looks at it', async () => {
    const invoked = cloud.invoke('Stands', 'it');
    const pause = await client.paused();
    expect(await pause.evaluate('word')).toBe('it');
    await cloud.send('Later', 'time has passed');
    await cloud.receive('Later');
    await pause.resume();
    expect(await invoked).toBe('it went on');
  });

  it('is let go before the cloud stops', async () => {
    const invoked = cloud.invoke('Stands', 'it');
    await client.paused();
    watch.resumeAll();
    expect(await invoked).toBe('it went on');
  });
});
