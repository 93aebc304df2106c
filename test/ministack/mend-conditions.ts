import * as z from 'zod/mini';
import { emulatedAccount } from '../../cli/emulator/emulator-environment.ts';
import type { Template } from '../../local/template.ts';
import type { Deployed } from '../support/verify-on-emulator.ts';

const functionSchema = z.object({
  FunctionName: z.string(),
  Environment: z.optional(z.object({ Variables: z.record(z.string(), z.string()) })),
});
const functionsSchema = z.object({ Functions: z.array(functionSchema) });

/** `Fn::If` on a condition that compares the account with another: a condition's name, and a value for either case. */
const choiceSchema = z.object({ 'Fn::If': z.tuple([z.string(), z.string(), z.string()]) });
const accountSchema = z.object({ 'Fn::Equals': z.tuple([z.object({ Ref: z.literal('AWS::AccountId') }), z.string()]) });

/** Gives each function those of its variables that hang on whose account it is. */
export async function mendConditions(deployed: Deployed): Promise<number> {
  const { Functions } = functionsSchema.parse(await call(deployed, 'GET', ''));
  let mended = 0;
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(deployed.template.Resources)) {
    const chosen = Type === 'AWS::Lambda::Function' ? choices(deployed.template, Properties) : {};
    if (Object.keys(chosen).length === 0) continue;
    const found = Functions.find(({ FunctionName }) => FunctionName.startsWith(`${deployed.stackName}-${logicalId}-`));
    if (found === undefined) throw new Error(`${logicalId} was not deployed.`);
    const Variables = { ...found.Environment?.Variables, ...chosen };
    await call(deployed, 'PUT', `${found.FunctionName}/configuration`, { Environment: { Variables } });
    mended += 1;
  }
  return mended;
}

/** A function's variables that a condition on the account chooses, as they are in the emulator's account. */
function choices({ Conditions = {} }: Template, properties: Readonly<Record<string, unknown>>): Record<string, string> {
  const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(Variables)) {
    const { data: choice } = choiceSchema.safeParse(value);
    if (choice === undefined) continue;
    const [condition, then, otherwise] = choice['Fn::If'];
    const {
      'Fn::Equals': [, account],
    } = accountSchema.parse(Conditions[condition]);
    chosen[name] = account === emulatedAccount ? then : otherwise;
  }
  return chosen;
}

/** Lambda's own protocol, for which the project has no client. */
async function call({ endpoint, region }: Deployed, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${endpoint}/2015-03-31/functions/${path}`, {
    method,
    headers: {
      // MiniStack finds the service in it, and verifies nothing.
      Authorization: `AWS4-HMAC-SHA256 Credential=test/20200101/${region}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${method} functions/${path} was answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text);
}
