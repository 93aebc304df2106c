import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  type CorsOptions,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { accessLogFormat } from './access-log-format.ts';
import { BoundedLogGroup } from './bounded-log-group.ts';
import { throttleOf } from './concurrency-of.ts';
import { addProblemResponses } from './problem-responses.ts';
import type { Settings, Stage } from './settings.ts';
import { isTraced } from './tracing.ts';

/** The first part of every path. */
export const apiStageName = 'v1';

/**
 * The REST API; `route` gives it its routes.
 * A REST API and not an HTTP API, because emulators of AWS run it and its own errors can have the shape of ours.
 */
export class RidesApi extends RestApi {
  constructor(scope: Construct, id: string, settings: Settings) {
    const { stage, allowedOrigin } = settings;
    const accessLogs = new BoundedLogGroup(scope, `${id}AccessLogs`, { stage });
    super(scope, id, {
      // CloudWatch identifies APIs by name and not by id: two stacks with the same name would share their metrics.
      restApiName: Stack.of(scope).stackName,
      endpointTypes: [EndpointType.REGIONAL],
      ...(allowedOrigin !== undefined && { defaultCorsPreflightOptions: preflight(allowedOrigin) }),
      // Without this role a stage with logs cannot be created in a new account. An account has one for all of its APIs, so it
      // stays when the stack is deleted.
      cloudWatchRole: true,
      deployOptions: {
        stageName: apiStageName,
        ...throttleOf(settings),
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat,
        loggingLevel: MethodLoggingLevel.ERROR,
        tracingEnabled: isTraced(settings),
        dataTraceEnabled: false, // it would log whole requests, with positions and payment methods
      },
    });
    this.node.tryRemoveChild('Endpoint'); // an output with a generated name; the stack has its own
    this.#boundExecutionLogs(stage);
    addProblemResponses(this, allowedOrigin);
    acknowledgeFindings(this);
    if (!isTraced(settings)) {
      Validations.of(this).acknowledge({ id: 'Serverless-APIGWXrayEnabled', reason: 'The target has no X-Ray.' });
    }
  }

  /** Sends `method` on `path` (such as `/rides/{rideId}`) to `handler`. */
  route(method: string, path: string, handler: IFunction): void {
    const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
    this.root.resourceForPath(path).addMethod(method, integration);
  }

  /** The gateway creates this log group and keeps it for ever, unless it exists before the stage. */
  #boundExecutionLogs(stage: Stage): void {
    const logGroupName = `API-Gateway-Execution-Logs_${this.restApiId}/${apiStageName}`;
    const logs = new BoundedLogGroup(this, 'ExecutionLogs', { stage, logGroupName });
    this.deploymentStage.node.addDependency(logs);
  }
}

/** The answer to a browser's preflight for a page of `allowedOrigin`. */
const preflight = (allowedOrigin: string): CorsOptions => ({
  allowOrigins: [allowedOrigin],
  allowMethods: ['GET', 'POST', 'PUT'],
  allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Prefer', 'Traceparent'],
  maxAge: Duration.hours(2), // the longest that browsers cache a preflight
});

const findings = {
  'AwsSolutions-APIG2':
    'Requests are parsed by schema in the function, which names the field at fault; the gateway cannot.',
  'AwsSolutions-APIG3': "Throttled on the stage. A firewall costs by the month and is the account owner's decision.",
  'AwsSolutions-APIG4':
    "The function verifies a bearer token on every route, and hides other riders' resources as if they did not exist.",
  'AwsSolutions-COG4':
    'The function verifies the tokens of the user pool, or of the OpenID Connect issuer that the stack is configured with.',
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
    'The policy that API Gateway documents for its account-wide log role, and checks for when the role is set.',
};

function acknowledgeFindings(api: RidesApi): void {
  for (const [id, reason] of Object.entries(findings)) Validations.of(api).acknowledge({ id, reason });
}
