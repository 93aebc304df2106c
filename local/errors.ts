/** Base class of the embedded cloud's own errors. */
export class CloudError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The app command failed; the message contains its stderr. */
export class SynthesisError extends CloudError {
  readonly stderr: string;

  constructor(command: string, cause: string, stderr: string) {
    super(`Synthesis by "${command}" failed (${cause}).\n${stderr}`.trimEnd());
    this.stderr = stderr;
  }
}

/** The temporary directory of this machine cannot be used. */
export class TemporaryDirectoryError extends CloudError {
  constructor(directory: string, reason: string, options?: ErrorOptions) {
    super(
      `The temporary directory ${directory} ${reason}. Free space there, or set $TMPDIR to another directory.`,
      options,
    );
  }
}

/** The assembly cannot be read, or lacks something that its manifest lists. */
export class AssemblyError extends CloudError {}

/** The assembly has several stacks, and the requested one is missing or unknown. */
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

/** An intrinsic function that is not supported here. */
export class UnsupportedIntrinsicError extends CloudError {
  constructor(intrinsic: string, at: string) {
    super(`${intrinsic} in ${at} is not supported.`);
  }
}

/** A template refers to something that does not exist. */
export class UnresolvedReferenceError extends CloudError {
  constructor(reference: string, at: string) {
    super(`${reference}, referred to by ${at}, does not exist.`);
  }
}

/** Resources depend on one another in a cycle. */
export class CircularDependencyError extends CloudError {
  constructor(path: readonly string[]) {
    super(`Circular dependency: ${path.join(' -> ')}.`);
  }
}

/** The requested port is in use. */
export class PortTakenError extends CloudError {
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is already in use.`);
    this.port = port;
  }
}

/** The template has no REST API, and so no URL. */
export class NoRestApiError extends CloudError {
  constructor() {
    super('The stack has no AWS::ApiGateway::RestApi with a stage.');
  }
}

/** An embedded service rejected a request. `code` is the service's own error type. */
export class ServiceError extends CloudError {
  readonly code: string;

  constructor(action: string, code: string, message: string) {
    super(`${action}: ${code}${message ? `: ${message}` : ''}`);
    this.code = code;
  }
}

/** Lambda's TooManyRequestsException: the limit of concurrent invocations is reached. */
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

/** An invocation failed; in the shape in which Lambda reports it. */
export class FunctionError extends CloudError {
  readonly errorType: string;
  readonly errorMessage: string;

  constructor(errorType: string, errorMessage: string) {
    super(`${errorType}: ${errorMessage}`);
    this.errorType = errorType;
    this.errorMessage = errorMessage;
  }
}

/** The API itself answers a request, with the gateway response of this type. */
export class GatewayError extends CloudError {
  readonly responseType: string;
  readonly statusCode: number;

  constructor(responseType: string, statusCode: number, message: string) {
    super(message);
    this.responseType = responseType;
    this.statusCode = statusCode;
  }
}
