import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { type Deployment, isOwn, metricsIn, type Name, namesIn } from './review/names.ts';
import { resources, type Template as SynthesizedTemplate } from './review/template.ts';
import { complete } from './review/variants.ts';
import { type Synthesized, synthesize } from './synthesize.ts';

const regions = ['us-east-1', 'ap-southeast-1'];
const stages = Object.values(complete).map((settings) => synthesize(settings));

/** Both stages in both regions of one account. */
const deployments = stages.flatMap((stack) => regions.map((region) => deployed(stack, region)));

function deployed({ template, stack }: Pick<Synthesized, 'template' | 'stack'>, region: string): Deployment {
  return { template: template.toJSON() as SynthesizedTemplate, stackName: stack.stackName, region };
}

/** Names of which an account has one list in each region. Of all others it may have one for all regions. */
const perRegion: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi Name': 'it need not differ at all, but CloudWatch counts by it',
  'AWS::AppSync::Api Name': 'an API of one region',
  'AWS::Cognito::UserPoolDomain Domain': "a part of a host's name in which the region is another part",
};

/** What is called a name, and is none that an account keeps. */
const within: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Stage StageName': 'of its API',
  'AWS::AppSync::ChannelNamespace Name': 'of its API',
  'AWS::CloudWatch::Alarm Dimensions.Name': 'metrics are looked at below',
  'AWS::CloudWatch::Alarm MetricName': 'metrics are looked at below',
  'AWS::CloudWatch::Alarm Metrics.MetricStat.Metric.Dimensions.Name': 'metrics are looked at below',
  'AWS::CloudWatch::Alarm Metrics.MetricStat.Metric.MetricName': 'metrics are looked at below',
  'AWS::Cognito::UserPool AccountRecoverySetting.RecoveryMechanisms.Name': "a word of Cognito's",
  'AWS::Cognito::UserPoolGroup GroupName': 'of its pool',
  'AWS::Cognito::UserPoolResourceServer Identifier': 'of its pool',
  'AWS::Cognito::UserPoolResourceServer Name': 'of its pool',
  'AWS::Cognito::UserPoolResourceServer Scopes.ScopeName': 'of its pool',
  'AWS::DynamoDB::Table AttributeDefinitions.AttributeName': 'of its table',
  'AWS::DynamoDB::Table GlobalSecondaryIndexes.IndexName': 'of its table',
  'AWS::DynamoDB::Table GlobalSecondaryIndexes.KeySchema.AttributeName': 'of its table',
  'AWS::DynamoDB::Table KeySchema.AttributeName': 'of its table',
  'AWS::DynamoDB::Table TimeToLiveSpecification.AttributeName': 'of its table',
  'AWS::IAM::Policy PolicyName': 'written into its role',
  'Custom::CDKBucketDeployment SourceBucketNames': 'the bucket of `cdk bootstrap`, which is there already',
};

const keptNames = (deployment: Deployment): Name[] =>
  namesIn(deployment).filter(({ of, value }) => !(of in within) && !isOwn(value));

/** Names that two deployments have of one kind. */
function shared(one: Deployment, other: Deployment): Name[] {
  const isKept = ({ of }: Name) => one.region === other.region || !(of in perRegion);
  const others = keptNames(other);
  return keptNames(one).filter(
    (name) => isKept(name) && others.some(({ of, value }) => of === name.of && value === name.value),
  );
}

const pairs = deployments.flatMap((one, index) => deployments.slice(index + 1).map((other) => ({ one, other })));
const titled = pairs.map(({ one, other }) => [titleOf(one), titleOf(other), one, other] as const);

function titleOf({ stackName, region }: Deployment): string {
  return `${stackName} in ${region}`;
}

describe('in one account', () => {
  it.each(titled)('%s has no name of %s', (_one, _other, one, other) => {
    expect(shared(one, other)).toEqual([]);
  });

  it.each(deployments.map((each) => [titleOf(each), each] as const))('%s has no name twice', (_, deployment) => {
    const kept = keptNames(deployment).map(({ of, value }) => `${of} ${value}`);
    expect(kept.length).toBeGreaterThan(5);
    expect(new Set(kept).size).toBe(kept.length);
  });

  it('no two stages look at one metric', () => {
    const [dev = [], prod = []] = stages.map((stack) =>
      metricsIn(deployed(stack, 'us-east-1')).filter((each) => !isOwn(each)),
    );
    expect(dev.length).toBeGreaterThan(30);
    expect(dev.filter((metric) => prod.includes(metric))).toEqual([]);
  });

  it('functions write the metrics that are looked at', () => {
    for (const deployment of deployments) {
      const functions = resources(deployment.template, 'AWS::Lambda::Function')
        .map(({ properties }) => properties.Environment?.Variables?.POWERTOOLS_METRICS_NAMESPACE)
        .filter(Boolean);
      expect(new Set(functions)).toEqual(new Set([deployment.stackName]));
      const looked = metricsIn(deployment)
        .map((metric) => metric.split(' ')[0])
        .filter((namespace) => !namespace?.startsWith('AWS/'));
      expect(new Set(looked)).toEqual(new Set([deployment.stackName]));
    }
  });

  it('no stack exports a value under a name', () => {
    for (const { template } of stages) expect(JSON.stringify(template.toJSON().Outputs)).not.toContain('"Export"');
  });

  it('there is no reason for a name that there is not', () => {
    const known = new Set(deployments.flatMap(namesIn).map(({ of }) => of));
    expect(Object.keys({ ...within, ...perRegion }).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the search for names', () => {
  it('finds a name that a stack gives without thinking of others', () => {
    const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Careless');
    new Bucket(stack, 'Bucket', { bucketName: 'careless' });
    const template = Template.fromStack(stack).toJSON() as SynthesizedTemplate;
    const [one = expect.fail(), other = expect.fail()] = regions.map((region) => ({
      template,
      stackName: stack.stackName,
      region,
    }));
    expect(shared(one, other)).toEqual([{ of: 'AWS::S3::Bucket BucketName', value: 'careless' }]);
  });
});
