import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { RideRequestStack, type RideRequestStackProps } from '../../lib/ride-request-stack.ts';
import type { Settings } from '../../lib/settings.ts';
import { stackNameOf } from '../../lib/stack-name.ts';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a resource's properties are is what the tests ask
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

/** A synthesized stack, and what tests ask of it. */
export interface Synthesized {
  readonly template: Template;
  readonly stack: RideRequestStack;
  readonly outdir: string;
  /** The resources of a type, by logical id. */
  all(type: string): readonly (readonly [string, Resource])[];
  /** The function of that name. */
  functionNamed(name: string): Resource;
}

/** Keys of the development issuer, for stacks that need some. */
export const testKeys = { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'key-1' }] };

const synthesized = new Map<string, Synthesized>();

/** The stack with these settings, as `cdk synth` would make it. Tests share it, so it is to look at and not to change. */
export function synthesize(settings: Partial<Settings> = {}): Synthesized {
  const key = JSON.stringify(Object.entries(settings).toSorted());
  const found = synthesized.get(key) ?? synthesizeAnew(settings);
  synthesized.set(key, found);
  return found;
}

/** A stack of a test's own. Functions are bundled only on demand: most tests look at resources. */
export function synthesizeAnew(props: RideRequestStackProps = {}, { bundled = false } = {}): Synthesized {
  const app = new App({
    context: { ...featureFlags, ...(bundled ? {} : { 'aws:cdk:bundling-stacks': [] }) },
    builtinCloudFormationValidation: false, // checks what CloudFormation knows about types, and takes a second
  });
  const isLocal = (props.target ?? 'aws') !== 'aws';
  const stack = new RideRequestStack(app, stackNameOf(props.stage ?? 'dev'), {
    ...(isLocal && { developmentKeys: testKeys }),
    ...props,
  });
  const template = Template.fromStack(stack);
  const all = (type: string) => Object.entries(template.findResources(type) as Record<string, Resource>);
  return { template, stack, outdir: app.outdir, all, functionNamed: (name) => functionNamed(all, name) };
}

function functionNamed(all: Synthesized['all'], name: string): Resource {
  const found = all('AWS::Lambda::Function').find(([, { Properties }]) => serviceName(Properties) === name);
  if (!found) throw new Error(`The stack has no function named ${name}`);
  return found[1];
}

/** The name of a function, as its logs and metrics have it. */
export function serviceName(properties: Resource['Properties']): string {
  return properties.Environment.Variables.POWERTOOLS_SERVICE_NAME;
}
