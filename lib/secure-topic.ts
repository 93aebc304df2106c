import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';
import { topicTracing } from './tracing.ts';

/**
 * A topic that is encrypted with the account's AWS-managed key and refuses calls without TLS. That key admits every publisher
 * of the account, so publishers need no permission on it.
 */
export class SecureTopic extends Topic {
  constructor(scope: Construct, id: string, settings: Settings) {
    const masterKey = Alias.fromAliasName(scope, `${id}Key`, 'alias/aws/sns');
    super(scope, id, { enforceSSL: true, masterKey, ...topicTracing(settings) });
  }
}
