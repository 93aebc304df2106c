/** The environment that Lambda gives a function; it inherits nothing from the host's. */
export function lambdaEnvironment(options: {
  functionName: string;
  handler: string;
  memoryMb: number;
  maxConcurrency: number;
  taskRoot: string;
  clientEnvironment: Record<string, string>;
  templateEnvironment: Record<string, string>;
}): Record<string, string> {
  return {
    ...options.clientEnvironment,
    ...options.templateEnvironment,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: options.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${options.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    // Says that an environment may have several invocations at once, so that clients look for per-invocation state in the
    // invoke store only.
    AWS_LAMBDA_MAX_CONCURRENCY: String(options.maxConcurrency),
    // Not Lambda's. The SDK puts it into each request, so that an embedded service can tell the caller. Powertools leaves an id
    // with this ending as it is: with its own version added, most would be too long, which the SDK would warn of at each request.
    AWS_SDK_UA_APP_ID: `${options.functionName}/PTEnv/`,
    LAMBDA_TASK_ROOT: options.taskRoot,
    _HANDLER: options.handler,
  };
}
