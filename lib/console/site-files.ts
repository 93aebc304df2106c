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
  /** The body of `/_console/config`. References in it are resolved at deployment. */
  readonly config: unknown;
}

/** The site's files, copied to its bucket at each deployment by CDK's own function, which may do nothing else. */
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
      // CDK's grants allow more than is needed here.
      role: role.withoutPolicyUpdates(),
      logGroup,
      retainOnDelete: stage === 'prod',
    });
    logGroup.grantWrite(role);
    // It empties the bucket when the stack is deleted. The bucket's tags would keep it from doing so, so it may not read them.
    allow(role, ['s3:ListBucket'], bucket.bucketArn);
    allow(role, ['s3:PutObject', 's3:DeleteObject'], bucket.arnForObjects('*'));
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(bucket.node.defaultChild as never)}.Arn>/*]`,
      reason: 'The bucket contains only files that it has put there, and their names change with their content.',
    });
    deployment.node.addDependency(role);
    const handler = Stack.of(this).node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
    for (const [rule, reason] of Object.entries(findings)) {
      if (handler) Validations.of(handler).acknowledge({ id: rule, reason });
    }
  }
}

/** The same source, readable by `role`. */
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
  'Serverless-LambdaDLQ': 'CloudFormation waits for its result, and rolls the deployment back when it fails.',
  'Serverless-LambdaTracing': 'It is no part of a ride.',
  'Serverless-LambdaLatestVersion': "The runtime is CDK's choice for its own code.",
  'AwsSolutions-L1': "The runtime is CDK's choice for its own code.",
};
