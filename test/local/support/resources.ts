// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the template language
/** Factories of template resources, as CDK writes them. */

type Properties = Record<string, unknown>;

export const getAtt = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });
export const ref = (logicalId: string) => ({ Ref: logicalId });

export function queue(properties: Properties = {}) {
  return { Type: 'AWS::SQS::Queue', Properties: properties };
}

export function topic(properties: Properties = {}) {
  return { Type: 'AWS::SNS::Topic', Properties: properties };
}

export function subscription(topicId: string, queueId: string, properties: Properties = {}) {
  return {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      Protocol: 'sqs',
      TopicArn: ref(topicId),
      Endpoint: getAtt(queueId, 'Arn'),
      RawMessageDelivery: true,
      ...properties,
    },
  };
}

export function table(properties: Properties = {}) {
  return {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      ...properties,
    },
  };
}

/** A function whose code is given to `assemblyOf` under the same logical id. */
export function functionOf(logicalId: string, properties: Properties = {}) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: {
        S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' },
        S3Key: `${logicalId}.zip`,
      },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 60,
      ...properties,
    },
  };
}

export function mapping(queueId: string, functionId: string, properties: Properties = {}) {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: getAtt(queueId, 'Arn'),
      FunctionName: ref(functionId),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...properties,
    },
  };
}

/** A REST API named `Api` with a stage `v1`; `routes` maps "METHOD /path" to the logical id of a function. */
export function restApi(routes: Record<string, string>, properties: Properties = {}): Record<string, unknown> {
  const resources: Record<string, unknown> = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Api', ...properties } },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: ref('Api') } },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'v1' },
    },
  };
  for (const [route, functionId] of Object.entries(routes)) {
    const [httpMethod = '', path = ''] = route.split(' ');
    const resourceId = addPath(resources, path);
    resources[`Method${httpMethod}${resourceId?.logicalId ?? ''}`] = method(httpMethod, resourceId?.ref, {
      Type: 'AWS_PROXY',
      IntegrationHttpMethod: 'POST',
      Uri: functionUri(functionId),
    });
  }
  return resources;
}

export function method(httpMethod: string, resourceId: unknown, integration: Properties, properties: Properties = {}) {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: ref('Api'),
      ResourceId: resourceId ?? getAtt('Api', 'RootResourceId'),
      HttpMethod: httpMethod,
      AuthorizationType: 'NONE',
      Integration: integration,
      ...properties,
    },
  };
}

function addPath(resources: Record<string, unknown>, path: string) {
  let parent: { logicalId: string; ref: unknown } | undefined;
  for (const part of path.split('/').filter(Boolean)) {
    const logicalId: string = `${parent?.logicalId ?? 'Resource'}${part.replace(/\W/g, '')}`;
    resources[logicalId] = {
      Type: 'AWS::ApiGateway::Resource',
      Properties: {
        RestApiId: ref('Api'),
        ParentId: parent?.ref ?? getAtt('Api', 'RootResourceId'),
        PathPart: part,
      },
    };
    parent = { logicalId, ref: ref(logicalId) };
  }
  return parent;
}

function functionUri(functionId: string) {
  return {
    'Fn::Join': [
      '',
      [
        'arn:',
        ref('AWS::Partition'),
        ':apigateway:us-east-1:lambda:path/2015-03-31/functions/',
        getAtt(functionId, 'Arn'),
        '/invocations',
      ],
    ],
  };
}
