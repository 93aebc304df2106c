import { UnresolvedReferenceError, UnsupportedIntrinsicError } from './errors.ts';
import { isRecord } from './template.ts';

/** What an expression may refer to. `at` names the place in the template, for error messages. */
export interface Scope {
  ref(name: string, at: string): unknown;
  attribute(logicalId: string, name: string, at: string): unknown;
  condition(name: string, at: string): boolean;
  mapping(path: readonly [string, string, string], at: string): unknown;
}

type Intrinsic = (argument: unknown, scope: Scope, at: string) => unknown;

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name, scope, at) => scope.ref(String(name), at),
  Condition: (name, scope, at) => scope.condition(String(name), at),
  'Fn::GetAtt': (target, scope, at) => scope.attribute(...attributeTarget(target), at),
  'Fn::Join': (argument, scope, at) => {
    const [separator, values] = argument as [string, unknown];
    return (resolve(values, scope, at) as unknown[]).join(separator);
  },
  'Fn::Split': (argument, scope, at) => {
    const [separator, value] = argument as [string, unknown];
    return String(resolve(value, scope, at)).split(separator);
  },
  'Fn::Select': (argument, scope, at) => {
    const [index, values] = resolve(argument, scope, at) as [number | string, unknown[]];
    return values[Number(index)];
  },
  'Fn::Sub': substitute,
  'Fn::FindInMap': (argument, scope, at) => scope.mapping(resolve(argument, scope, at) as [string, string, string], at),
  'Fn::If': (argument, scope, at) => {
    const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown];
    return resolve(scope.condition(condition, at) ? whenTrue : whenFalse, scope, at);
  },
  'Fn::Equals': (argument, scope, at) => {
    const [left, right] = resolve(argument, scope, at) as [unknown, unknown];
    return String(left) === String(right);
  },
  'Fn::Not': (argument, scope, at) => !(resolve(argument, scope, at) as [boolean])[0],
  'Fn::And': (argument, scope, at) => (resolve(argument, scope, at) as boolean[]).every(Boolean),
  'Fn::Or': (argument, scope, at) => (resolve(argument, scope, at) as boolean[]).some(Boolean),
};

/**
 * Evaluates a template value. A property that evaluates to `AWS::NoValue` is omitted.
 * Throws UnsupportedIntrinsicError, or UnresolvedReferenceError.
 */
export function resolve(value: unknown, scope: Scope, at: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolve(item, scope, `${at}[${index}]`)).filter((item) => item !== undefined);
  }
  if (typeof value === 'string') return refuseDynamicReference(value, at);
  if (!isRecord(value)) return value;
  const call = intrinsicCall(value);
  if (call) return evaluate(call, scope, at);
  return resolveProperties(value, scope, at);
}

/** The logical ids and pseudo parameters that a value mentions, whether or not its evaluation needs them. */
export function referencesOf(value: unknown): Set<string> {
  const found = new Set<string>();
  collectReferences(value, found);
  return found;
}

function evaluate([name, argument]: [string, unknown], scope: Scope, at: string): unknown {
  const intrinsic = INTRINSICS[name];
  if (!intrinsic) throw new UnsupportedIntrinsicError(name, at);
  return intrinsic(argument, scope, at);
}

function resolveProperties(value: Record<string, unknown>, scope: Scope, at: string): Record<string, unknown> {
  const properties = Object.entries(value).map(([key, item]) => [key, resolve(item, scope, `${at}.${key}`)] as const);
  return Object.fromEntries(properties.filter(([, item]) => item !== undefined));
}

function intrinsicCall(value: Record<string, unknown>): [string, unknown] | undefined {
  const [entry, ...others] = Object.entries(value);
  if (!entry || others.length > 0) return undefined;
  const [name, argument] = entry;
  // "Condition" with an object is an ordinary property, such as a policy statement's.
  if (name === 'Condition' && typeof argument !== 'string') return undefined;
  return name.startsWith('Fn::') || name === 'Ref' || name === 'Condition' ? entry : undefined;
}

function refuseDynamicReference(text: string, at: string): string {
  if (text.includes('{{resolve:')) throw new UnsupportedIntrinsicError(`The dynamic reference ${text}`, at);
  return text;
}

function attributeTarget(target: unknown): [string, string] {
  if (Array.isArray(target)) return [String(target[0]), String(target[1])];
  const text = String(target);
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

const PLACEHOLDER = /\$\{([^!}][^}]*)\}/g;

function substitute(argument: unknown, scope: Scope, at: string): string {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
  const replaced = text.replace(PLACEHOLDER, (_, name: string) => {
    if (name in variables) return String(resolve(variables[name], scope, at));
    if (name.includes('.')) return String(scope.attribute(...attributeTarget(name), at));
    return String(scope.ref(name, at));
  });
  return replaced.replaceAll('${!', '${');
}

function collectReferences(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectReferences(item, found);
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'Ref') found.add(String(item));
    else if (key === 'Fn::GetAtt') found.add(attributeTarget(item)[0]);
    else {
      if (key === 'Fn::Sub') collectPlaceholders(item, found);
      collectReferences(item, found);
    }
  }
}

function collectPlaceholders(argument: unknown, found: Set<string>): void {
  const text = String(Array.isArray(argument) ? argument[0] : argument);
  for (const [, name = ''] of text.matchAll(PLACEHOLDER)) found.add(name.split('.')[0] ?? name);
}

/** Throws for a name that the template does not define. */
export function unresolved(reference: string, at: string): never {
  throw new UnresolvedReferenceError(reference, at);
}
