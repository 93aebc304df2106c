import { expect, it } from 'vitest';
import { deniedIn } from './localemu.ts';

const line = (user: string, action: string, resource: string, why = 'no allowing policy') =>
  `2026-11-29T12:00:00.123  WARN --- [et.reactor-4] l.s.iam_enforcement.enforcer : IAM AUDIT DENY: User: ${user} is not authorized to perform: ${action} on resource: ${resource} because ${why}`;

it('names each call once that the role of a function does not allow', () => {
  const role = 'arn:aws:sts::000000000000:assumed-role/RideRequest-EtaRole-1/RideRequest-Eta';
  const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/Rides';
  const log = [line(role, 'dynamodb:PutItem', table), 'something else', line(role, 'dynamodb:PutItem', table)].join(
    '\n',
  );
  expect(deniedIn(log, 'RideRequest')).toEqual([`RideRequest-EtaRole-1 may not call dynamodb:PutItem of ${table}`]);
});

it('leaves out who deploys and tests, with keys of nobody', () => {
  const users = ['iam::000000000000:user/test', 'sts::000000000000:assumed-role/cdk-deploy-role/aws-cdk-root'];
  const log = users.map((user) => line(`arn:aws:${user}`, 's3:PutObject', 'arn:aws:s3:::assets')).join('\n');
  expect(deniedIn(log, 'RideRequest')).toEqual([]);
});

it('leaves out what is denied because nothing is encrypted here, and what LocalEmu misjudges', () => {
  const role = 'arn:aws:sts::000000000000:assumed-role/RideRequest-EtaFunctionRole-1/RideRequest-EtaFunction';
  const of = 'arn:aws:dynamodb:us-east-1:000000000000:table/RideRequest-Stores';
  const log = [
    line(role, 'sqs:SendMessage', 'arn:aws:sqs:us-east-1:000000000000:RideRequest-BranchResultsQueue', 'explicit deny'),
    line(role, 'dynamodb:UpdateItem', `${of}Rides-1`),
    line(role, 'dynamodb:Query', `${of}Drivers-1`),
  ].join('\n');
  expect(deniedIn(log, 'RideRequest')).toEqual([]);
  expect(deniedIn(line(role, 'dynamodb:PutItem', `${of}Rides-1`), 'RideRequest')).toHaveLength(1);
});
