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

it('leaves out who deploys and tests, with keys of nobody, and what LocalEmu misjudges', () => {
  const users = ['iam::000000000000:user/test', 'sts::000000000000:assumed-role/cdk-deploy-role/aws-cdk-root'];
  const role = 'arn:aws:sts::000000000000:assumed-role/RideRequest-EtaFunctionRole-1/RideRequest-EtaFunction';
  const table = 'arn:aws:dynamodb:us-east-1:000000000000:table';
  const log = [
    ...users.map((user) => line(`arn:aws:${user}`, 's3:PutObject', 'arn:aws:s3:::assets')),
    line(role, 'dynamodb:UpdateItem', `${table}/RideRequest-StoresRides-1`),
    line(role, 'dynamodb:Query', `${table}/RideRequest-StoresDrivers-1`),
    line(role, 'dynamodb:BatchGetItem', `${table}/*`),
  ].join('\n');
  expect(deniedIn(log, 'RideRequest')).toEqual([]);
  const other = line(role, 'dynamodb:PutItem', `${table}/RideRequest-StoresRides-1`);
  expect(deniedIn(`${log}\n${other}`, 'RideRequest')).toHaveLength(1);
});

it('counts what a policy denies', () => {
  const role = 'arn:aws:sts::000000000000:assumed-role/RideRequest-EtaFunctionRole-1/RideRequest-EtaFunction';
  const queue = 'arn:aws:sqs:us-east-1:000000000000:RideRequest-BranchResultsQueue';
  expect(deniedIn(line(role, 'sqs:SendMessage', queue, 'explicit deny'), 'RideRequest')).toEqual([
    `RideRequest-EtaFunctionRole-1 may not call sqs:SendMessage of ${queue}`,
  ]);
});

it('takes an audit for none that has not judged any function', () => {
  const role = 'arn:aws:sts::000000000000:assumed-role/cdk-deploy-role/aws-cdk-root';
  const log = line(role, 's3:PutObject', 'arn:aws:s3:::assets');
  expect(deniedIn(log, 'RideRequest')).toEqual(['the audit of calls has judged no function']);
});
