import { isDeepStrictEqual } from 'node:util';
import type { Template } from '../../local/index.ts';

/** Longer values are less useful than their path. */
const longestValue = 60;

/** Changes beyond this number are only counted. */
const mostLines = 20;

/** The differences between two templates, one a line; none if only functions' code differs. */
export function templateChanges(before: Template, after: Template): string[] {
  const lines = [
    ...resourceChanges(before.Resources, after.Resources),
    ...(['Parameters', 'Conditions', 'Mappings', 'Outputs'] as const).flatMap((part) =>
      changesIn(before[part], after[part], part),
    ),
  ];
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `and ${more} more`] : lines;
}

type Resources = Template['Resources'];

function resourceChanges(before: Resources, after: Resources): string[] {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...ids].sort().flatMap((id) => {
    const [old, fresh] = [before[id], after[id]];
    if (old === undefined) return `+ ${id} (${fresh?.Type})`;
    if (fresh === undefined) return `- ${id} (${old.Type})`;
    return changesIn(comparable(old), comparable(fresh), `${id} (${fresh.Type})`);
  });
}

/** Without what does not affect how a stack works: the location of a function's code, and the CDK path of a resource. */
function comparable(resource: Resources[string]): unknown {
  const { Metadata, ...rest } = resource as Resources[string] & { Metadata?: unknown };
  if (rest.Type !== 'AWS::Lambda::Function') return rest;
  const { Code, ...properties } = rest.Properties ?? {};
  return { ...rest, Properties: properties };
}

function changesIn(before: unknown, after: unknown, at: string): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isBranch(before) || !isBranch(after)) return [`~ ${at}: ${shown(before)} → ${shown(after)}`];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => changesIn(before[key], after[key], `${at} ${key}`));
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
