import { resources, type Template } from './template.ts';

/** What holds something that cannot be made again, and how it is kept from being deleted, where there is such a thing. */
const lasting: Readonly<Record<string, { property: string; value: unknown } | undefined>> = {
  'AWS::DynamoDB::Table': { property: 'DeletionProtectionEnabled', value: true },
  'AWS::Cognito::UserPool': { property: 'DeletionProtection', value: 'ACTIVE' },
  'AWS::SecretsManager::Secret': undefined,
  'AWS::KMS::Key': undefined,
  'AWS::Logs::LogGroup': undefined,
};

/** Tables of counts that are over by the time that they could be restored. */
const passing = /^Stores(Demand|Quotas|Load|Webhooks)[0-9A-F]{8}$/;

/** What a production stack could lose: with the stack, by a slip, or for want of a copy. */
export function lossFindings(template: Template): string[] {
  return Object.entries(lasting).flatMap(([type, protection]) =>
    resources(template, type).flatMap(({ id, properties, deletionPolicy }) => [
      ...(deletionPolicy === 'Retain' ? [] : [`${id} goes with the stack`]),
      ...(!protection || properties[protection.property] === protection.value ? [] : [`${id} can be deleted`]),
      ...(type === 'AWS::DynamoDB::Table' && !isRecoverable(properties) && !passing.test(id)
        ? [`${id} cannot be restored`]
        : []),
    ]),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: what comes out of a template
function isRecoverable({ PointInTimeRecoverySpecification }: any): boolean {
  return PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true;
}
