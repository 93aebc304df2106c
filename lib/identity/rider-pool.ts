import { Aws, Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { type Role, scopeResource, variables } from '../../core/names.ts';
import { dataRemoval } from '../data-removal.ts';
import type { Settings } from '../settings.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Whoever is in it may drive. Members are put there by hand, or by whatever checks drivers. */
const driverGroup = 'drivers';

/** A Cognito user pool: anybody may sign up as a rider, and drivers are those whom somebody has put in a group. */
export class RiderPool extends Construct implements TokenIssuer {
  readonly environment: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, settings: Settings, consoleUrl?: string) {
    super(scope, id);
    const pool = this.#pool(settings);
    pool.addGroup('Drivers', { groupName: driverGroup, description: 'May report and complete rides as drivers.' });
    const [riders, drivers] = this.#clients(pool, settings, consoleUrl);
    const signIn = pool.addDomain('SignIn', { cognitoDomain: { domainPrefix: domainPrefixOf(settings) } });
    this.environment = {
      [variables.userPool]: pool.userPoolId,
      [variables.userPoolClients]: `${riders.userPoolClientId},${drivers.userPoolClientId}`,
      [variables.driverGroup]: driverGroup,
      [variables.signingKeySeconds]: String(settings.signingKeySeconds),
    };
    this.outputs = {
      Issuer: pool.userPoolProviderUrl,
      SignInUrl: signIn.baseUrl(),
      UserPoolId: pool.userPoolId,
      RiderClientId: riders.userPoolClientId,
      DriverClientId: drivers.userPoolClientId,
    };
  }

  #pool({ stage }: Settings): UserPool {
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      removalPolicy: dataRemoval(stage),
      deletionProtection: stage === 'prod',
    });
    for (const [id, reason] of Object.entries(findings)) Validations.of(pool).acknowledge({ id, reason });
    return pool;
  }

  /** A client for each role: public, as an app on somebody's device can keep no secret. */
  #clients(pool: UserPool, { signInReturnUrl }: Settings, consoleUrl?: string): [UserPoolClient, UserPoolClient] {
    const rider = scopeOf('rider', 'Ask for rides');
    const driver = scopeOf('driver', 'Report as a driver, and complete rides');
    const rides = pool.addResourceServer('Rides', { identifier: scopeResource, scopes: [rider, driver] });
    const clientFor = (id: string, scope: ResourceServerScope, pages: string[] = []) =>
      pool.addClient(id, {
        generateSecret: false,
        authFlows: { user: false }, // By the sign-in page only: no other way gives a token with these scopes.
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [OAuthScope.resourceServer(rides, scope)],
          callbackUrls: [signInReturnUrl, ...pages],
          ...(pages.length > 0 && { logoutUrls: pages }),
        },
        supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
        accessTokenValidity: Duration.hours(1),
        preventUserExistenceErrors: true,
        enableTokenRevocation: true,
      });
    const pages = consoleUrl === undefined ? [] : [consoleUrl];
    return [clientFor('RiderClient', rider, pages), clientFor('DriverClient', driver)];
  }
}

/** Unique within a region, over all accounts. */
const domainPrefixOf = ({ stage }: Pick<Settings, 'stage'>): string => `${scopeResource}-${stage}-${Aws.ACCOUNT_ID}`;

/** Where people sign in. Known before the pool is there, for what the pool itself has to know. */
export const signInUrlOf = (settings: Pick<Settings, 'stage'>): string =>
  `https://${domainPrefixOf(settings)}.auth.${Aws.REGION}.amazoncognito.com`;

const scopeOf = (scopeName: Role, scopeDescription: string) => new ResourceServerScope({ scopeName, scopeDescription });

const findings = {
  'AwsSolutions-COG2':
    'A second factor is offered and not demanded: riders sign in on a phone, and one who loses it has to get home.',
  'AwsSolutions-COG8': 'The plus plan costs by the user and month, and is the decision of whose account it is.',
};
