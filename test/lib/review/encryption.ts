import { type Statement, statements } from './statements.ts';
import { list, type Named, resources, type Template, target } from './template.ts';

/** What lies or travels unencrypted: queues, topics, tables, secrets, keys that are never renewed. */
export function encryptionFindings(template: Template): string[] {
  return [
    ...found(template, 'AWS::SQS::Queue', isEncryptedQueue, 'is not encrypted'),
    ...found(template, 'AWS::SNS::Topic', ({ KmsMasterKeyId }) => KmsMasterKeyId, 'is not encrypted'),
    ...found(template, /^AWS::DynamoDB::/, ({ SSESpecification }) => SSESpecification?.SSEEnabled, 'is not encrypted'),
    ...found(template, 'AWS::SecretsManager::Secret', isMadeUp, 'has its value in the template'),
    ...found(template, 'AWS::KMS::Key', ({ EnableKeyRotation }) => EnableKeyRotation, 'is never renewed'),
    ...found(template, 'AWS::S3::Bucket', ({ BucketEncryption }) => BucketEncryption, 'is not encrypted'),
    ...found(template, 'AWS::S3::Bucket', isClosed, 'may be opened to everybody'),
    ...spokenToInPlainText(template, 'AWS::S3::Bucket', 'Bucket'),
    ...spokenToInPlainText(template, 'AWS::SQS::Queue', 'Queues'),
    ...spokenToInPlainText(template, 'AWS::SNS::Topic', 'Topics'),
  ];
}

function found(
  template: Template,
  type: string | RegExp,
  holds: (properties: Named['properties']) => unknown,
  finding: string,
): string[] {
  return resources(template, type)
    .filter(({ properties }) => !holds(properties))
    .map(({ id }) => `${id} ${finding}`);
}

function isEncryptedQueue({ SqsManagedSseEnabled, KmsMasterKeyId }: Named['properties']): boolean {
  return SqsManagedSseEnabled === true || Boolean(KmsMasterKeyId);
}

function isClosed({ PublicAccessBlockConfiguration: block }: Named['properties']): boolean {
  return ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
    (each) => block?.[each] === true,
  );
}

/** Its value is made by Secrets Manager: what a template says is read by all who may read the stack. */
function isMadeUp({ GenerateSecretString, SecretString }: Named['properties']): boolean {
  return Boolean(GenerateSecretString) && SecretString === undefined;
}

/** Those whose policy does not deny everything to everybody who comes without TLS. */
function spokenToInPlainText(template: Template, type: string, attachedTo: 'Bucket' | 'Queues' | 'Topics'): string[] {
  const guarded = statements(template)
    .filter(deniesPlainText)
    .flatMap((statement) => {
      const denied = statement.resources.map(target);
      const attached = list<unknown>(statement.resource.properties[attachedTo]);
      return attached.map(target).filter((id) => denied.includes(id));
    });
  return resources(template, type)
    .filter(({ id }) => !guarded.includes(id))
    .map(({ id }) => `${id} may be spoken to without TLS`);
}

/** A topic has one action that carries messages; a queue has several. A second condition would let some through. */
function deniesPlainText({ effect, principals, condition, actions }: Statement): boolean {
  return (
    effect === 'Deny' &&
    JSON.stringify(principals).includes('"*"') &&
    actions.some((action) => ['s3:*', 'sqs:*', 'sns:*', 'sns:Publish'].includes(action)) &&
    JSON.stringify(condition) === '{"Bool":{"aws:SecureTransport":"false"}}'
  );
}
