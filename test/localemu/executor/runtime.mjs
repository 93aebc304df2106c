// Runs one Lambda function for LocalEmu: a client of the Lambda runtime API, as Lambda's own runtime for Node.js is.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const runtime = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

const post = (where, body) => fetch(`${runtime}/${where}`, { method: 'POST', body: JSON.stringify(body ?? null) });

const errorOf = (error) => ({
  errorType: error?.name ?? 'Error',
  errorMessage: error?.message ?? String(error),
  trace: String(error?.stack ?? '').split('\n'),
});

async function load() {
  const [, file, name] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER);
  const base = path.join(process.env.LAMBDA_TASK_ROOT, file);
  const found = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find(existsSync);
  if (found === undefined) throw new Error(`There is no module ${base}.`);
  const module = await import(pathToFileURL(found));
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== 'function') throw new Error(`${base} has no function ${name}.`);
  return handler;
}

function contextOf(headers) {
  const deadlineMs = Number(headers.get('lambda-runtime-deadline-ms'));
  return {
    awsRequestId: headers.get('lambda-runtime-aws-request-id'),
    invokedFunctionArn: headers.get('lambda-runtime-invoked-function-arn'),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

const handler = await load().catch(async (error) => {
  await post('init/error', errorOf(error));
  process.exit(1);
});

for (;;) {
  const next = await fetch(`${runtime}/invocation/next`);
  if (!next.ok) process.exit(0);
  process.env._X_AMZN_TRACE_ID = next.headers.get('lambda-runtime-trace-id') ?? '';
  const invocation = `invocation/${next.headers.get('lambda-runtime-aws-request-id')}`;
  try {
    await post(`${invocation}/response`, await handler(await next.json(), contextOf(next.headers)));
  } catch (error) {
    await post(`${invocation}/error`, errorOf(error));
  }
}
