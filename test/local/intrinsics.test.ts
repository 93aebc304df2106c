// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the template language
import { describe, expect, it } from 'vitest';
import { dependencyOrder } from '../../local/dependency-order.ts';
import { CircularDependencyError, UnresolvedReferenceError, UnsupportedIntrinsicError } from '../../local/errors.ts';
import { resolve } from '../../local/intrinsics.ts';
import { StackScope } from '../../local/stack-scope.ts';

function evaluate(value: unknown): unknown {
  const scope = new StackScope('shop', {
    Parameters: { Size: { Default: 'large' }, Unset: {} },
    Mappings: { Colours: { 'us-east-1': { warm: 'red' } } },
    Conditions: {
      Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      Either: { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] },
      Both: { 'Fn::And': [{ Condition: 'No' }, { Condition: 'Yes' }] },
    },
    Resources: {},
  });
  scope.define('Queue', { ref: 'http://queue', attributes: { Arn: 'arn:queue', 'Nested.Name': 'deep' } });
  scope.ignore('Role');
  return resolve(value, scope, 'Test');
}

describe('a template value', () => {
  it.each([
    ['a reference to a resource', { Ref: 'Queue' }, 'http://queue'],
    ['a reference to a parameter with a default', { Ref: 'Size' }, 'large'],
    ['the region', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['the URL suffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    ["the stack's name", { Ref: 'AWS::StackName' }, 'shop'],
    ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    ['an attribute in one string', { 'Fn::GetAtt': 'Queue.Nested.Name' }, 'deep'],
    ['an ignored resource', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:ignored:us-east-1:000000000000:Role/Arn'],
    ['joined', { 'Fn::Join': ['-', ['a', { Ref: 'Size' }, 1]] }, 'a-large-1'],
    ['split and selected', { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
    [
      'substituted',
      { 'Fn::Sub': '${Queue}/${Queue.Arn}/${AWS::Region}/${!Literal}' },
      'http://queue/arn:queue/us-east-1/${Literal}',
    ],
    ['substituted with variables', { 'Fn::Sub': ['${x} ${Size}', { x: { Ref: 'Queue' } }] }, 'http://queue large'],
    ['found in a map', { 'Fn::FindInMap': ['Colours', { Ref: 'AWS::Region' }, 'warm'] }, 'red'],
    ['chosen', { 'Fn::If': ['Yes', 'then', { Ref: 'Missing' }] }, 'then'],
    ['not chosen', { 'Fn::If': ['No', 'then', 'else'] }, 'else'],
    ['chosen by either', { 'Fn::If': ['Either', 1, 2] }, 1],
    ['chosen by both', { 'Fn::If': ['Both', 1, 2] }, 2],
    ['no value', { kept: [{ Ref: 'AWS::NoValue' }, 1], dropped: { Ref: 'AWS::NoValue' } }, { kept: [1] }],
    ['a property called Condition', { Condition: { StringEquals: 'x' } }, { Condition: { StringEquals: 'x' } }],
  ])('is evaluated: %s', (_, value, expected) => {
    expect(evaluate(value)).toEqual(expected);
  });

  it.each([
    ['Fn::ImportValue', { name: { 'Fn::ImportValue': 'x' } }],
    ['resolve:ssm', { name: '{{resolve:ssm:/key}}' }],
  ])('that cannot be evaluated is named (%s)', (name, value) => {
    expect(() => evaluate(value)).toThrow(UnsupportedIntrinsicError);
    expect(() => evaluate(value)).toThrow(new RegExp(`${name}.* in Test\\.name`));
  });

  it.each([
    ['Missing', { Ref: 'Missing' }],
    ['Queue.Missing', { 'Fn::GetAtt': ['Queue', 'Missing'] }],
    ['Unset', { Ref: 'Unset' }],
    ['Condition Maybe', { 'Fn::If': ['Maybe', 1, 2] }],
  ])('that refers to nothing is named (%s)', (name, value) => {
    expect(() => evaluate(value)).toThrow(UnresolvedReferenceError);
    expect(() => evaluate(value)).toThrow(name);
  });
});

describe('resources', () => {
  const resource = (Properties: Record<string, unknown>, DependsOn: string[] = []) => ({
    Type: 'T',
    Properties,
    DependsOn,
  });

  it('come after everything that they refer to', () => {
    const order = dependencyOrder({
      D: resource({}, ['C']),
      C: resource({ a: { 'Fn::Sub': ['${B.Arn}-${x}', { x: { Ref: 'A' } }] } }),
      B: resource({ list: [{ 'Fn::GetAtt': ['A', 'Arn'] }, { Ref: 'AWS::Region' }] }),
      A: resource({}),
    });
    expect(order).toEqual(['A', 'B', 'C', 'D']);
  });

  it('that wait for one another are named', () => {
    const circle = { A: resource({ b: { Ref: 'B' } }), B: resource({}, ['A']) };
    expect(() => dependencyOrder(circle)).toThrow(CircularDependencyError);
    expect(() => dependencyOrder(circle)).toThrow('A -> B -> A');
  });
});
