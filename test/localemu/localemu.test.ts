import { expect, it } from 'vitest';
import { deniedIn } from './localemu.ts';

const branch = 'arn:aws:sts::000000000000:assumed-role/RideRequest-EtaRole-1/RideRequest-Eta';
const deployer = 'arn:aws:sts::000000000000:assumed-role/cdk-deploy-role/aws-cdk-root';
const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/Rides';

const logged = (what: string) =>
  `2026-11-30T12:00:00.123  WARN --- [et.reactor-4] l.s.iam_enforcement.enforcer : ${what}`;
const allowed = (user: string, action: string, resource: string) =>
  logged(`IAM AUDIT ALLOW: User: ${user} is authorized to perform: ${action} on resource: ${resource}`);
const denied = (user: string, action: string, resource: string, why = 'no allowing policy') =>
  logged(
    `IAM AUDIT DENY: User: ${user} is not authorized to perform: ${action} on resource: ${resource} because ${why}`,
  );

const deniedInLines = (...lines: string[]) => deniedIn(lines.join('\n'), 'RideRequest');

it('names each call once that the role of a function does not allow', () => {
  const put = denied(branch, 'dynamodb:PutItem', table);
  const get = denied(branch, 'dynamodb:GetItem', table, 'explicit deny');
  expect(deniedInLines(put, 'something else', allowed(branch, 'dynamodb:Query', table), put, get)).toEqual([
    `RideRequest-EtaRole-1 may not call dynamodb:PutItem of ${table}`,
    `RideRequest-EtaRole-1 may not call dynamodb:GetItem of ${table}`,
  ]);
});

it('names nothing when all is allowed', () => {
  expect(deniedInLines(allowed(branch, 'dynamodb:PutItem', table))).toEqual([]);
});

it('leaves out who deploys, and tests with keys of nobody', () => {
  const asUser = denied('arn:aws:iam::000000000000:user/test', 'dynamodb:PutItem', table);
  const asDeployer = denied(deployer, 's3:PutObject', 'arn:aws:s3:::assets');
  expect(deniedInLines(asUser, asDeployer, allowed(branch, 'dynamodb:PutItem', table))).toEqual([]);
});

it('takes an audit for none that has not judged any function', () => {
  expect(deniedInLines(allowed(deployer, 's3:PutObject', 'arn:aws:s3:::assets'))).toEqual([
    'the audit of calls has judged no function',
  ]);
});
