import { Aws, Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  type CfnUserPool,
  FeaturePlan,
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
import { identityArn } from '../mail.ts';
import type { Settings, UserPoolPlan } from '../settings.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Its members may drive. They are added by hand, or by the system that checks drivers. */
const driverGroup = 'drivers';

/** A Cognito user pool: anybody may sign up as a rider; drivers are the members of a group. */
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

  #pool(settings: Settings): UserPool {
    const { stage, userPoolPlan, userPoolMfa, userPoolSender } = settings;
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
      featurePlan: featurePlans[userPoolPlan],
      ...(userPoolMfa === 'required' && { mfa: Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false } }),
      removalPolicy: dataRemoval(stage),
      deletionProtection: stage === 'prod',
    });
    // CDK's own `UserPoolEmail` requires the region, which is not known before deployment.
    if (userPoolSender !== undefined) {
      (pool.node.defaultChild as CfnUserPool).emailConfiguration = {
        emailSendingAccount: 'DEVELOPER',
        from: userPoolSender,
        sourceArn: identityArn(this, settings.userPoolSenderIdentity ?? domainOf(userPoolSender)),
      };
    }
    acknowledgeFindings(pool, settings);
    return pool;
  }

  /** A client for each role. Both are public, because an app on a user's device cannot keep a secret. */
  #clients(pool: UserPool, { signInReturnUrl }: Settings, consoleUrl?: string): [UserPoolClient, UserPoolClient] {
    const rider = scopeOf('rider', 'Ask for rides');
    const driver = scopeOf('driver', 'Report as a driver, and complete rides');
    const rides = pool.addResourceServer('Rides', { identifier: scopeResource, scopes: [rider, driver] });
    const clientFor = (id: string, scope: ResourceServerScope, pages: string[] = []) =>
      pool.addClient(id, {
        generateSecret: false,
        authFlows: { user: false }, // Only through the sign-in page: no other flow issues tokens with these scopes.
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

/** Unique within a region, across all accounts. */
const domainPrefixOf = ({ stage }: Pick<Settings, 'stage'>): string => `${scopeResource}-${stage}-${Aws.ACCOUNT_ID}`;

/** The sign-in page. Its URL is known before the pool exists, because the pool's own configuration needs it. */
export const signInUrlOf = (settings: Pick<Settings, 'stage'>): string =>
  `https://${domainPrefixOf(settings)}.auth.${Aws.REGION}.amazoncognito.com`;

const scopeOf = (scopeName: Role, scopeDescription: string) => new ResourceServerScope({ scopeName, scopeDescription });

const featurePlans: Readonly<Record<UserPoolPlan, FeaturePlan>> = {
  lite: FeaturePlan.LITE,
  essentials: FeaturePlan.ESSENTIALS,
};

const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1);

function acknowledgeFindings(pool: UserPool, { userPoolMfa }: Settings): void {
  const reason = 'Riders sign in on a phone, and one who loses it has to get home. A setting requires a second factor.';
  if (userPoolMfa === 'off') Validations.of(pool).acknowledge({ id: 'AwsSolutions-COG2', reason });
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG8',
    reason: "The plus plan costs by the user and month, and is the account owner's decision.",
  });
}
