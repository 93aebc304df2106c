import { parentPort } from 'node:worker_threads';
import { guardServer } from '../guard-server.ts';
import { REGION } from '../identity.ts';
import { buildApp } from './fauxqs.ts';

// fauxqs's own start function listens on every interface, so the app is built and bound here.
const app = buildApp({ logger: false, defaultRegion: REGION });

// Queue URLs have a host such as sqs.us-east-1.localhost, which not every resolver knows.
app.addHook('onSend', (_request, _reply, payload, done) => {
  const isQueueUrl = typeof payload === 'string' && /^\{"QueueUrls?":/.test(payload);
  done(null, isQueueUrl ? payload.replace(/\/\/sqs\.[\w-]+\.localhost:/g, '//127.0.0.1:') : payload);
});

guardServer(app.server);
const address = await app.listen({ host: '127.0.0.1', port: 0 });
parentPort?.postMessage(address);
