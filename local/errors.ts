/** Base of every error that the embedded cloud raises on purpose. */
export class CloudError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The app command failed; its message carries what the app wrote to stderr. */
export class SynthesisError extends CloudError {
  readonly stderr: string;

  constructor(command: string, cause: string, stderr: string) {
    super(`Synthesis by "${command}" failed (${cause}).\n${stderr}`.trimEnd());
    this.stderr = stderr;
  }
}

/** The temporary directory of this machine is of no use. */
export class TemporaryDirectoryError extends CloudError {
  constructor(directory: string, reason: string, options?: ErrorOptions) {
    super(`The temporary directory ${directory} ${reason}. Make room there, or name another one in $TMPDIR.`, options);
  }
}

/** The assembly cannot be read, or does not hold what its manifest promises. */
export class AssemblyError extends CloudError {}

/** The assembly has several stacks, and none (or an unknown one) was named. */
export class StackChoiceError extends CloudError {
  constructor(wanted: string | undefined, available: readonly string[]) {
    const found = available.length > 0 ? available.join(', ') : 'none';
    super(`${wanted ? `No stack is named ${wanted}` : 'Name one stack'}; the assembly has: ${found}.`);
  }
}

/** A resource, or one of its properties, that cannot be run on this machine. */
export class UnsupportedResourceError extends CloudError {
  readonly logicalId: string;
  readonly type: string;

  constructor(logicalId: string, type: string, reason = 'this resource type cannot be run locally') {
    super(`${logicalId} (${type}): ${reason}.`);
    this.logicalId = logicalId;
    this.type = type;
  }
}

/** An intrinsic function of the template language that is not evaluated here. */
export class UnsupportedIntrinsicError extends CloudError {
  constructor(intrinsic: string, at: string) {
    super(`${intrinsic} in ${at} is not supported.`);
  }
}

/** A template that refers to something that does not exist. */
export class UnresolvedReferenceError extends CloudError {
  constructor(reference: string, at: string) {
    super(`${reference}, referred to by ${at}, does not exist.`);
  }
}

/** Resources that wait for one another. */
export class CircularDependencyError extends CloudError {
  constructor(path: readonly string[]) {
    super(`Circular dependency: ${path.join(' -> ')}.`);
  }
}

/** The port asked for is in use. */
export class PortTakenError extends CloudError {
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is already in use.`);
    this.port = port;
  }
}

/** The template has no REST API, so there is no URL to give. */
export class NoRestApiError extends CloudError {
  constructor() {
    super('The stack has no AWS::ApiGateway::RestApi with a stage.');
  }
}

/** An embedded service refused a request. `code` is the service's own error type. */
export class ServiceError extends CloudError {
  readonly code: string;

  constructor(action: string, code: string, message: string) {
    super(`${action}: ${code}${message ? `: ${message}` : ''}`);
    this.code = code;
  }
}

/** Lambda's TooManyRequestsException: every worker that the function may have is busy. */
export class ThrottledError extends CloudError {
  constructor(functionName: string) {
    super(`TooManyRequestsException: Rate Exceeded. (${functionName})`);
  }
}

/** No function has this name, ARN or logical id. */
export class FunctionNotFoundError extends CloudError {
  constructor(functionName: string) {
    super(`Function not found: ${functionName}`);
  }
}

/** An invocation that failed, in the shape in which Lambda reports it. */
export class FunctionError extends CloudError {
  readonly errorType: string;
  readonly errorMessage: string;

  constructor(errorType: string, errorMessage: string) {
    super(`${errorType}: ${errorMessage}`);
    this.errorType = errorType;
    this.errorMessage = errorMessage;
  }
}

/** A request that the API answers by itself, through the gateway response of this type. */
export class GatewayError extends CloudError {
  readonly responseType: string;
  readonly statusCode: number;

  constructor(responseType: string, statusCode: number, message: string) {
    super(message);
    this.responseType = responseType;
    this.statusCode = statusCode;
  }
}
