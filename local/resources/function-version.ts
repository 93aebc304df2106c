import type { Provider } from './provider.ts';

/** A local function has a single version; its qualified ARNs all refer to it. */
export const createVersion: Provider = ({ properties }, { functions }) => {
  const { arn } = functions.get(String(properties.FunctionName)).spec;
  return { ref: `${arn}:1`, attributes: { FunctionArn: `${arn}:1`, Version: '1' } };
};

export const createAlias: Provider = ({ properties }, { functions }) => {
  const { arn } = functions.get(String(properties.FunctionName)).spec;
  const aliasArn = `${arn}:${properties.Name}`;
  return { ref: aliasArn, attributes: { AliasArn: aliasArn } };
};
