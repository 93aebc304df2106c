import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { branches } from '../../core/branches.ts';
import { subscribers } from '../../core/subscribers.ts';

const functions = path.join(import.meta.dirname, '../../functions');
const foldersOf = (directory: string) =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const branchNames = Object.values(branches).map(({ name }) => name);
const subscriberNames = subscribers.map(({ name }) => name);

it('has a folder for each branch, each subscriber, the API, the aggregator, the deadlines, the baseline and who authorizes push, and no other', () => {
  const expected = [
    ...branchNames,
    ...subscriberNames,
    'api',
    'aggregator',
    'deadline',
    'sequential-ride',
    'push-authorizer',
  ];
  expect(foldersOf(functions).sort()).toEqual(expected.sort());
});

it('has a handler in each folder, and a branch in each of a branch', () => {
  const withFile = (file: string) =>
    foldersOf(functions).filter((folder) => readdirSync(path.join(functions, folder)).includes(file));
  expect(withFile('handler.ts')).toEqual(foldersOf(functions));
  expect(withFile('branch.ts').sort()).toEqual([...branchNames].sort());
});

it('knows each branch under the name that it is registered with', () => {
  expect(Object.keys(branches)).toEqual(branchNames);
});
