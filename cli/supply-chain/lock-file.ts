import * as z from 'zod/mini';
import type { Verdict } from './verdict.ts';

const packageSchema = z.object({
  integrity: z.optional(z.string()),
  resolved: z.optional(z.string()),
  link: z.optional(z.boolean()),
  inBundle: z.optional(z.boolean()),
  hasInstallScript: z.optional(z.boolean()),
});
const lockSchema = z.object({ packages: z.record(z.string(), packageSchema) });
const specifiers = z.optional(z.record(z.string(), z.string()));
const manifestSchema = z.object({
  dependencies: specifiers,
  devDependencies: specifiers,
  optionalDependencies: specifiers,
  allowScripts: z.optional(z.record(z.string(), z.boolean())),
});

type Package = z.infer<typeof packageSchema>;
type Packages = z.infer<typeof lockSchema>['packages'];
type Manifest = z.infer<typeof manifestSchema>;

const registry = 'https://registry.npmjs.org/';

/**
 * Whether what is installed can only be what was locked: a hash for every package, all of them from the registry, and
 * scripts at install time only where `allowScripts` says so.
 * @param lock `package-lock.json`, parsed as JSON
 * @param manifest `package.json`, parsed as JSON
 */
export function lockFileVerdict(lock: unknown, manifest: unknown): Verdict {
  const { packages } = lockSchema.parse(lock);
  const own = manifestSchema.parse(manifest);
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  return {
    subject: `lock file (${installed.length} packages)`,
    findings: [
      ...installed.flatMap(([path, one]) => [
        ...origin(path, one),
        ...hash(path, one, packages),
        ...script(path, one, own),
      ]),
      ...ownSpecifiers(own),
    ],
  };
}

/** npm leaves `resolved` out where it is told to, and then it is the registry. */
function origin(path: string, { resolved, link }: Package): string[] {
  if (link) return [`${path} is a link to a folder`];
  return resolved === undefined || resolved.startsWith(registry) ? [] : [`${path} comes from ${resolved}`];
}

/** What lies in another package's archive is under that one's hash. */
function hash(path: string, { integrity, inBundle, link }: Package, packages: Packages): string[] {
  if (link || /^sha512-/.test(integrity ?? '')) return [];
  if (integrity !== undefined) return [`${path} has a weak hash: ${integrity}`];
  return inBundle && bundlers(path).some((bundler) => packages[bundler]?.integrity) ? [] : [`${path} has no hash`];
}

/** The packages that a path leads through: `node_modules/a/node_modules/b` through `node_modules/a`. */
function bundlers(path: string): string[] {
  const parts = path.split('/node_modules/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/node_modules/'));
}

function script(path: string, { hasInstallScript }: Package, { allowScripts = {} }: Manifest): string[] {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return hasInstallScript && allowScripts[name] !== true ? [`${path} has an install script`] : [];
}

/** A version or a range of versions, and not a URL, a repository, a file or another name. */
function ownSpecifiers({ dependencies, devDependencies, optionalDependencies }: Manifest): string[] {
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
  return Object.entries(all)
    .filter(([, specifier]) => !/^[\^~]?\d+(\.\d+){0,2}(-[\w.]+)?$/.test(specifier))
    .map(([name, specifier]) => `package.json asks for ${name} at ${specifier}`);
}
