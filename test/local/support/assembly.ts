import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface AssemblyParts {
  resources: Record<string, unknown>;
  /** The code of functions made by `functionOf`, by logical id. */
  code?: Record<string, string>;
  outputs?: Record<string, { Value: unknown; Condition?: string }>;
  conditions?: Record<string, unknown>;
  parameters?: Record<string, unknown>;
  mappings?: Record<string, unknown>;
  stackNames?: string[];
  /** Name of the code's file. */
  codeFile?: string;
}

/** Writes a cloud assembly as `cdk synth` does, into a temporary directory, and resolves to that. */
export async function assemblyOf(parts: AssemblyParts): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'test-assembly-'));
  const stackNames = parts.stackNames ?? ['test'];
  await writeJson(join(directory, 'manifest.json'), manifestOf(stackNames));
  for (const name of stackNames) {
    await writeJson(join(directory, `${name}.template.json`), templateOf(parts));
    await writeJson(join(directory, `${name}.assets.json`), assetManifestOf(Object.keys(parts.code ?? {})));
  }
  for (const [logicalId, code] of Object.entries(parts.code ?? {})) {
    await mkdir(join(directory, `asset.${logicalId}`));
    await writeFile(join(directory, `asset.${logicalId}`, parts.codeFile ?? 'index.js'), code);
  }
  return directory;
}

function manifestOf(stackNames: string[]) {
  const artifacts = stackNames.flatMap((name) => [
    [`${name}.assets`, { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } }],
    [
      name,
      {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: `${name}.template.json` },
        dependencies: [`${name}.assets`],
      },
    ],
  ]);
  return { version: '48.0.0', artifacts: Object.fromEntries(artifacts) };
}

function templateOf({ resources, outputs, conditions, parameters, mappings }: AssemblyParts) {
  return {
    Resources: resources,
    Outputs: outputs,
    Conditions: conditions,
    Mappings: mappings,
    Parameters: {
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
      ...parameters,
    },
  };
}

function assetManifestOf(logicalIds: string[]) {
  const files = logicalIds.map((logicalId) => [
    logicalId,
    {
      source: { path: `asset.${logicalId}`, packaging: 'zip' },
      destinations: { 'current_account-current_region': { objectKey: `${logicalId}.zip` } },
    },
  ]);
  return { version: '48.0.0', files: Object.fromEntries(files) };
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, JSON.stringify(value));
}
