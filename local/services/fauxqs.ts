import { registerHooks } from 'node:module';

/** A text that occurs once in a file of fauxqs, and its replacement. */
type Patch = readonly [original: string, patched: string];

/**
 * fauxqs 2.4.1 neither keeps nor checks the `MessageGroupId` of messages in standard topics and queues. It is patched when it
 * is loaded, which also makes its standard queues fair. Later versions keep and check groups: they need the patches of
 * `sqsStore.js` only.
 */
const patches: Readonly<Record<string, readonly Patch[]>> = {
  'sns/actions/publish.js': [
    [
      'if (isFifoTopic) {\n        messageGroupId = params.MessageGroupId;',
      `messageGroupId = params.MessageGroupId;
    if (!isGroupId(messageGroupId)) throw new SnsError("InvalidParameter", "Invalid parameter: " + groupRule);
    if (isFifoTopic) {`,
    ],
    [
      'if (isFifoTopic) {\n            messageGroupId = entry.messageGroupId;',
      `messageGroupId = entry.messageGroupId;
        if (!isGroupId(messageGroupId)) {
            failedXml.push(\`<member><Id>\${entry.id}</Id><Code>InvalidParameter</Code><Message>\${groupRule}</Message><SenderFault>true</SenderFault></member>\`);
            continue;
        }
        if (isFifoTopic) {`,
    ],
  ],
  'sqs/actions/sendMessage.js': [
    [
      'if (queue.isFifo()) {',
      `if (!isGroupId(body.MessageGroupId)) throw new SqsError("InvalidParameterValue", groupRule);
    if (queue.isFifo()) {`,
    ],
    [
      'delaySeconds > 0 ? delaySeconds : undefined)',
      'delaySeconds > 0 ? delaySeconds : undefined, body.MessageGroupId)',
    ],
  ],
  'sqs/actions/sendMessageBatch.js': [
    [
      'if (isFifo) {',
      `if (!isGroupId(entry.MessageGroupId)) {
            failed.push({ Id: entry.Id, SenderFault: true, Code: "InvalidParameterValue", Message: groupRule });
            continue;
        }
        if (isFifo) {`,
    ],
    [
      'delaySeconds > 0 ? delaySeconds : undefined)',
      'delaySeconds > 0 ? delaySeconds : undefined, entry.MessageGroupId)',
    ],
  ],
  'sqs/sqsStore.js': [
    ['    messages = [];', '    messages = new RoundRobinQueue();'],
    ['this.messages = [];', 'this.messages = new RoundRobinQueue();'],
  ],
};

const fauxqs = import.meta.resolve('fauxqs');
const imports = `import { RoundRobinQueue, groupRule, isGroupId } from ${JSON.stringify(new URL('./message-groups.ts', import.meta.url).href)};\n`;
const patchesByUrl = new Map(Object.entries(patches).map(([file, list]) => [new URL(file, fauxqs).href, list]));

const hooks = registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const list = patchesByUrl.get(url);
    return list ? { ...loaded, source: imports + list.reduce(applyPatch, String(loaded.source)) } : loaded;
  },
});

function applyPatch(code: string, [original, patched]: Patch): string {
  const parts = code.split(original);
  if (parts.length !== 2)
    throw new Error(`fauxqs is not the version that is patched here; it should have this once: ${original}`);
  return parts.join(patched);
}

/** Creates an emulator of SNS and SQS, with message groups and fair queues. */
export const { buildApp } = await import('fauxqs');
hooks.deregister();
