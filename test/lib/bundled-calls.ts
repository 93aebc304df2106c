import path from 'node:path';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../../lib/bundles.ts';

const root = path.join(import.meta.dirname, '../..');

/** What a function's bundle has of this project's code: by file, what the bundler has not left out of it. */
export type Bundle = ReadonlyMap<string, string>;

/** Bundles functions as the stack does, but so that it can be read which file a line comes from. */
export function bundles(names: readonly string[], conditions: readonly string[]): Map<string, Bundle> {
  const { outputFiles } = buildSync({
    ...bundleOptions,
    absWorkingDir: root,
    conditions: ['module', ...conditions],
    minify: false,
    write: false,
    outdir: 'bundles',
    entryPoints: names.map((name) => ({ in: path.join(root, 'functions', name, 'handler.ts'), out: name })),
  });
  return new Map(outputFiles.map(({ path: file, text }) => [path.basename(file, '.js'), filesIn(text)]));
}

/** The bundler puts a comment with the file's name before what comes from it. */
function filesIn(text: string): Bundle {
  const parts = text.split(/^ *\/\/ (\S+\.(?:[cm]?[jt]s|json))$/m);
  const files = new Map<string, string>();
  for (let index = 1; index < parts.length; index += 2) {
    const [file = '', code = ''] = parts.slice(index, index + 2);
    if (/^(core|adapters|functions)\//.test(file)) files.set(file, (files.get(file) ?? '') + code);
  }
  return files;
}

/** What is called of stores in a bundle, as `store.method`. Arrays of rides and drivers have methods, too. */
export function storeCalls(bundle: Bundle): Set<string> {
  const code = [...bundle].flatMap(([file, text]) => (isStore(file) ? [] : [text])).join('\n');
  const called = [...code.matchAll(/(?<!#)\b([a-z]+)\d*\)?\.(\w+)\(/g)].flatMap(([, holder = '', method]) =>
    (storesOf[holder] ?? []).map((store) => `${store}.${method}`),
  );
  const taken = [...code.matchAll(/\{ (\w+) \} = (\w+?)Store\d*\(/g)].map(([, method, store]) => `${store}s.${method}`);
  return new Set([...called, ...taken]);
}

/** Who says how a store's methods come to requests. */
const isStore = (file: string): boolean =>
  /^adapters\/([\w-]+-store|driver-\w+|webhook\/webhook-places)\.ts$/.test(file) && !/lenient|watched/.test(file);

/** What a store is called where it is used. */
const storesOf: Readonly<Record<string, readonly string[]>> = {
  rides: ['rides'],
  records: ['rides'],
  drivers: ['drivers'],
  demand: ['demand'],
  receipts: ['receipts'],
  quotas: ['quotas'],
  load: ['load'],
  places: ['webhooks'],
  store: ['webhooks', 'load'],
  answers: ['answers'],
};

/** The actions of IAM that a bundle's own code asks for, besides those of the stores. */
export function serviceActions(bundle: Bundle): Set<string> {
  const code = [...bundle.values()].join('\n');
  const commands = [...code.matchAll(/new (\w+?)Command\d*\(/g)].map(([, name = '']) => name);
  const actions = commands.flatMap((name) => actionOf[name] ?? unknownCommand(name));
  // Signed by hand: there is no client of it.
  return new Set(/service: "appsync"/.test(code) ? [...actions, 'appsync:EventPublish'] : actions);
}

const actionOf: Readonly<Record<string, readonly string[]>> = {
  ChangeMessageVisibility: ['sqs:ChangeMessageVisibility'],
  SendMessage: ['sqs:SendMessage'],
  SendMessageBatch: ['sqs:SendMessage'],
  Publish: ['sns:Publish'],
  PublishBatch: ['sns:Publish'],
  GetSecretValue: ['secretsmanager:GetSecretValue'],
  SendEmail: ['ses:SendEmail'],
  CalculateRoutes: ['geo-routes:CalculateRoutes'],
  // Of the stores, which are looked at by themselves.
  ...Object.fromEntries(['BatchGet', 'BatchWrite', 'Get', 'Put', 'Query', 'Update'].map((name) => [name, []])),
};

function unknownCommand(name: string): never {
  throw new Error(`Nobody knows which action ${name}Command needs: say so here.`);
}
