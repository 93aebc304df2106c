import { describe, expect, it } from 'vitest';
import { developmentIssuer, scopes } from '../../core/names.ts';
import { plain } from './console-in.ts';
import { resolvedVariables } from './resolved-variables.ts';
import { type Synthesized, synthesize, synthesizeAnew, testKeys } from './synthesize.ts';

const readers = ['api', 'sequential-ride'];
const variablesOf = (stack: Synthesized, name: string) => stack.functionNamed(name).Properties.Environment.Variables;
const issuer = { issuer: 'https://login.example/', audience: 'rides' };

describe('on AWS, a stack', () => {
  const stack = synthesize({ simulation: true });
  const one = (type: string) => stack.all(type)[0]?.[1].Properties ?? expect.fail(`no ${type}`);

  it('has a user pool, and names it to the functions that read tokens and to no others', () => {
    const [[pool] = expect.fail()] = stack.all('AWS::Cognito::UserPool');
    const [riders, drivers] = stack.all('AWS::Cognito::UserPoolClient').map(([id]) => id);
    for (const [, { Properties }] of stack.all('AWS::Lambda::Function')) {
      const { POWERTOOLS_SERVICE_NAME: name, ...variables } = Properties.Environment.Variables;
      if (!readers.includes(name)) expect(JSON.stringify(variables)).not.toContain(pool);
      else {
        expect(variables).toMatchObject({
          USER_POOL_ID: { Ref: pool },
          USER_POOL_CLIENTS: { 'Fn::Join': ['', [{ Ref: riders }, ',', { Ref: drivers }]] },
          DRIVER_GROUP: one('AWS::Cognito::UserPoolGroup').GroupName,
        });
      }
    }
  });

  it('lets anybody sign up by an address that is theirs, with a password that is hard to guess', () => {
    expect(one('AWS::Cognito::UserPool')).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ['email'],
      UsernameAttributes: ['email'],
      UserPoolTier: 'LITE',
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
    });
  });

  it('offers no second factor that nobody could set up, and demands one where it is told to', () => {
    expect(one('AWS::Cognito::UserPool')).not.toHaveProperty('EnabledMfas');
    expect(one('AWS::Cognito::UserPool').MfaConfiguration ?? 'OFF').toBe('OFF');
    synthesize({ userPoolMfa: 'required' }).template.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it('has the plan that it is told', () => {
    synthesize({ userPoolPlan: 'essentials' }).template.hasResourceProperties('AWS::Cognito::UserPool', {
      UserPoolTier: 'ESSENTIALS',
    });
  });

  it.each([
    [{}, 'rides.example.com'],
    [{ userPoolSenderIdentity: 'example.com' }, 'example.com'],
  ])("has Cognito send the pool's mail, or SES where it is told a sender: %o", (identity, verified) => {
    expect(one('AWS::Cognito::UserPool')).not.toHaveProperty('EmailConfiguration');
    const told = synthesize({ userPoolSender: 'hello@rides.example.com', ...identity });
    const [[, pool] = expect.fail()] = told.all('AWS::Cognito::UserPool');
    const { SourceArn, ...others } = pool.Properties.EmailConfiguration;
    expect(others).toEqual({ EmailSendingAccount: 'DEVELOPER', From: 'hello@rides.example.com' });
    expect(plain(SourceArn)).toBe(`arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/${verified}`);
  });

  it('has a client for each role, which gets the scope of that role and no other', () => {
    const { Identifier, Scopes } = one('AWS::Cognito::UserPoolResourceServer');
    const names = Scopes.map(({ ScopeName }: { ScopeName: string }) => `${Identifier}/${ScopeName}`);
    expect(names).toEqual(Object.values(scopes));
    const granted = stack
      .all('AWS::Cognito::UserPoolClient')
      .map(([, { Properties }]) => Properties.AllowedOAuthScopes);
    expect(granted.map((scopesOfOne) => JSON.stringify(scopesOfOne).match(/\/\w+/g))).toEqual([
      ['/rider'],
      ['/driver'],
    ]);
  });

  it('has clients that keep no secret, sign in by the page with a code only, and tell nobody who is known', () => {
    for (const [, { Properties }] of stack.all('AWS::Cognito::UserPoolClient')) {
      expect(Properties).toMatchObject({
        GenerateSecret: false,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthFlowsUserPoolClient: true,
        ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
        CallbackURLs: ['http://localhost:4180/'],
        PreventUserExistenceErrors: 'ENABLED',
        EnableTokenRevocation: true,
        AccessTokenValidity: 60,
      });
    }
  });

  it('sends people back to where it is told', () => {
    const elsewhere = synthesize({ signInReturnUrl: 'https://app.example/signed-in' });
    elsewhere.template.allResourcesProperties('AWS::Cognito::UserPoolClient', {
      CallbackURLs: ['https://app.example/signed-in'],
    });
  });

  it.each([
    ['dev', 'Delete', 'INACTIVE'],
    ['prod', 'Retain', 'ACTIVE'],
  ] as const)('of stage %s keeps its users as it keeps tables: %s', (stage, policy, protection) => {
    synthesize({ stage }).template.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: policy,
      Properties: { DeletionProtection: protection },
    });
  });

  it('has no user pool when it is told of an issuer', () => {
    const told = synthesize(issuer);
    expect(told.all('AWS::Cognito::UserPool')).toEqual([]);
    const { USER_POOL_ID, TOKEN_KEYS, ...variables } = variablesOf(told, 'api');
    expect([USER_POOL_ID, TOKEN_KEYS]).toEqual([undefined, undefined]);
    expect(variables).toMatchObject({ TOKEN_ISSUER: issuer.issuer, TOKEN_AUDIENCE: issuer.audience });
    expect(told.template.toJSON().Outputs.Issuer.Value).toBe(issuer.issuer);
  });

  it.each([{}, { simulation: true }, { stage: 'prod' }, issuer] as const)(
    'with %o knows nothing of the development issuer',
    (props) => {
      expect(JSON.stringify(synthesize(props).template.toJSON())).not.toMatch(/TOKEN_KEYS|\.invalid/);
    },
  );

  it.each([{}, issuer])('with %o takes no development keys', (props) => {
    expect(() => synthesizeAnew({ ...props, developmentKeys: testKeys })).toThrow('no place on AWS');
  });
});

describe.each(['localstack', 'embedded'] as const)('on %s, a stack', (target) => {
  const stack = synthesize({ target, simulation: true });

  it('has no user pool', () => {
    expect(stack.all('AWS::Cognito::UserPool')).toEqual([]);
  });

  it.each(readers)("gives %s the development issuer's keys in the account of emulators", (name) => {
    const variables = resolvedVariables(stack, name, 'emulator');
    expect(variables.TOKEN_ISSUER).toBe(developmentIssuer.issuer);
    expect(JSON.parse(variables.TOKEN_KEYS ?? '')).toEqual(testKeys);
  });

  it.each(readers)('gives %s no key in an account of AWS', (name) => {
    const variables = resolvedVariables(stack, name, 'aws');
    expect(JSON.parse(variables.TOKEN_KEYS ?? '')).toEqual({ keys: [] });
  });

  it('takes another issuer when it is told of one', () => {
    const told = synthesize({ target, ...issuer });
    expect(variablesOf(told, 'api').TOKEN_ISSUER).toBe(issuer.issuer);
    expect(JSON.stringify(told.template.toJSON())).not.toMatch(/TOKEN_KEYS|\.invalid/);
  });

  it('is not made without an issuer', () => {
    expect(() => synthesizeAnew({ target, developmentKeys: undefined } as never)).toThrow(/needs an issuer/);
  });
});

/** The names that a template's variables refer to; those of resources come to whatever. */
