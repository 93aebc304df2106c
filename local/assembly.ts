import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AssemblyError, StackChoiceError } from './errors.ts';
import type { Template } from './template.ts';

/** One stack of a cloud assembly. */
export interface Assembly {
  stackName: string;
  template: Template;
  /** The directory of a function's code, by the `S3Key` that the template has for it. */
  assetDirectory(objectKey: string): string;
}

interface Artifact {
  type: string;
  dependencies?: string[];
  properties?: { templateFile?: string; stackName?: string; file?: string };
}

interface AssetManifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
}

/** Reads one stack of a synthesized assembly. Throws StackChoiceError or AssemblyError. */
export async function readAssembly(directory: string, stackName?: string): Promise<Assembly> {
  const { artifacts = {} } = await readJson<{ artifacts?: Record<string, Artifact> }>(join(directory, 'manifest.json'));
  const stack = chooseStack(artifacts, stackName);
  const [template, assets] = await Promise.all([
    readJson<Template>(join(directory, stack.templateFile)),
    readAssets(directory, stack.assetManifests),
  ]);
  return { stackName: stack.name, template, assetDirectory: (objectKey) => assetOf(assets, objectKey) };
}

function chooseStack(artifacts: Record<string, Artifact>, wanted: string | undefined) {
  const stacks = Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => ({
      id,
      name: artifact.properties?.stackName ?? id,
      templateFile: artifact.properties?.templateFile ?? `${id}.template.json`,
      assetManifests: (artifact.dependencies ?? []).flatMap((dependency) => assetManifestFile(artifacts[dependency])),
    }));
  const chosen = wanted ? stacks.filter((stack) => stack.id === wanted || stack.name === wanted) : stacks;
  const [stack] = chosen;
  if (!stack || chosen.length > 1) {
    throw new StackChoiceError(
      wanted,
      stacks.map(({ name }) => name),
    );
  }
  return stack;
}

function assetManifestFile(artifact: Artifact | undefined): string[] {
  return artifact?.type === 'cdk:asset-manifest' && artifact.properties?.file ? [artifact.properties.file] : [];
}

async function readAssets(directory: string, manifests: string[]): Promise<Map<string, string>> {
  const assets = new Map<string, string>();
  for (const manifest of manifests) {
    const { files = {} } = await readJson<AssetManifest>(join(directory, manifest));
    for (const { source, destinations } of Object.values(files)) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(directory, source.path));
    }
  }
  return assets;
}

function assetOf(assets: Map<string, string>, objectKey: string): string {
  const directory = assets.get(objectKey);
  if (!directory) throw new AssemblyError(`No asset of the assembly has the object key ${objectKey}.`);
  return directory;
}

async function readJson<T>(file: string): Promise<T> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (cause) {
    throw new AssemblyError(`Cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}
