// Imported before anything that logs: as in an environment of Lambda's that has several invocations at once.
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';

process.env.POWERTOOLS_SERVICE_NAME = 'test';
process.env.POWERTOOLS_METRICS_NAMESPACE = 'test';
process.env.AWS_LAMBDA_MAX_CONCURRENCY = '10';

const store = await InvokeStore.getInstanceAsync(true);
const { REQUEST_ID, X_RAY_TRACE_ID } = InvokeStoreBase.PROTECTED_KEYS;

/** Does `work` as an invocation of its own. */
export const invocation = <Result>(requestId: string, xrayTraceId: string, work: () => Result): Result =>
  store.run({ [REQUEST_ID]: requestId, [X_RAY_TRACE_ID]: `Root=${xrayTraceId};Sampled=1` }, work);
