import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConsoleConfig } from '../../cli/console/protocol.ts';
import type { Synthesized } from './synthesize.ts';

/** A value of a template as a text, with `<name>` for each reference. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = value as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (Ref) return `<${Ref}>`;
  return attribute ? `<${attribute.join('.')}>` : (join?.[1] ?? []).map(plain).join(join?.[0]);
}

/** The policy that a `ResponseHeadersPolicy` has browsers heed, by directive. */
// biome-ignore lint/suspicious/noExplicitAny: what comes out of a template
export function securityPolicyIn({ ResponseHeadersPolicyConfig: config }: any): string[] {
  return plain(config.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).split('; ');
}

/** The file that the console's page reads, with references in place of what the deployment puts there. */
export function consoleConfigIn({ all, outdir }: Synthesized): ConsoleConfig {
  const [[, { Properties }] = missing()] = all('Custom::CDKBucketDeployment');
  const { SourceObjectKeys, SourceMarkers } = Properties;
  const asset = `asset.${SourceObjectKeys[1].replace('.zip', '')}`;
  const text = readFileSync(path.join(outdir, asset, '_console/config'), 'utf8');
  return JSON.parse(text, (_, value) =>
    typeof value === 'string'
      ? value.replaceAll(/<<marker:0xbaba:\d+>>/g, (marker) => plain(SourceMarkers[1][marker]))
      : value,
  );
}

function missing(): never {
  throw new Error('The stack has no console.');
}
