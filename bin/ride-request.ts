import './node-version.js';
import { App, Validations } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { ContextError } from '../lib/context-error.ts';
import { type Context, readContext } from '../lib/read-context.ts';
import { RideRequestStack } from '../lib/ride-request-stack.ts';
import { stackNameOf } from '../lib/stack-name.ts';
import { DevelopmentKeyError, developmentKeys } from './development-key.ts';

// CDK keeps old behaviour for old apps. This app opts in to every fix, as a new app does.
const app = new App({ context: featureFlags });
const { nag, settings } = await toldPlainly(async () => readContext(app.node.getAllContext()));

new RideRequestStack(app, stackNameOf(settings.stage), {
  ...settings,
  // The working copy's own issuer, unless another one is configured. Its key is created on first use.
  ...(isLocal(settings) && { developmentKeys: await toldPlainly(developmentKeys) }),
});

if (nag) {
  // Loaded only on request: loading and running it takes as long as the rest of the stack.
  const { AwsSolutionsChecks, ServerlessChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

function isLocal({ target = 'aws', issuer }: Context['settings']): boolean {
  return target !== 'aws' && issuer === undefined;
}

/** A mistyped `-c` or a damaged key is reported without a stack trace. */
async function toldPlainly<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ContextError || error instanceof DevelopmentKeyError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
