import { Stack, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { BoundedLogGroup } from '../bounded-log-group.ts';
import type { Settings } from '../settings.ts';
import { pageDirectory } from './page-directory.ts';

export interface SiteFilesProps {
  readonly bucket: IBucket;
  readonly settings: Settings;
  /** What is to be had at `/_console/config`. References in it are what they have become by then. */
  readonly config: unknown;
}

/** The site's files, brought to its bucket with each deployment: CDK's own function does that, and may do nothing else. */
export class SiteFiles extends Construct {
  constructor(scope: Construct, id: string, { bucket, settings, config }: SiteFilesProps) {
    super(scope, id);
    const { stage } = settings;
    const logGroup = new BoundedLogGroup(this, 'Logs', { stage });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const sources = [Source.asset(pageDirectory(this)), Source.jsonData('_console/config', config)];
    const deployment = new BucketDeployment(this, 'Deployment', {
      destinationBucket: bucket,
      sources: sources.map((source) => readBy(role, source)),
      // CDK's grants allow more than is used here.
      role: role.withoutPolicyUpdates(),
      logGroup,
      retainOnDelete: stage === 'prod',
    });
    logGroup.grantWrite(role);
    // It empties the bucket when the stack goes. What it would find in the bucket's tags keeps it from that, so it may not
    // read them.
    allow(role, ['s3:ListBucket'], bucket.bucketArn);
    allow(role, ['s3:PutObject', 's3:DeleteObject'], bucket.arnForObjects('*'));
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(bucket.node.defaultChild as never)}.Arn>/*]`,
      reason: 'What is in the bucket is what it has put there, and the names of files change with what is in them.',
    });
    deployment.node.addDependency(role);
    const handler = Stack.of(this).node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
    for (const [rule, reason] of Object.entries(findings)) {
      if (handler) Validations.of(handler).acknowledge({ id: rule, reason });
    }
  }
}

/** The same source, which `role` may read. */
function readBy(role: Role, source: ISource): ISource {
  return {
    bind: (scope, context) => {
      const config = source.bind(scope, context);
      allow(role, ['s3:GetObject'], config.bucket.arnForObjects(config.zipObjectKey));
      return config;
    },
  };
}

function allow(role: IRole, actions: string[], resource: string): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
}

const findings = {
  'Serverless-LambdaDLQ': 'CloudFormation waits for what it does, and undoes the deployment when it fails.',
  'Serverless-LambdaTracing': 'It is no part of a ride.',
  'Serverless-LambdaLatestVersion': "The runtime is CDK's choice for its own code.",
  'AwsSolutions-L1': "The runtime is CDK's choice for its own code.",
};
