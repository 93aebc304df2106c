import type { Provider } from './provider.ts';

/** Locally there is one version of a function; its qualified ARNs all lead to it. */
export const createVersion: Provider = ({ properties }, { functions }) => {
  const { arn } = functions.get(String(properties.FunctionName)).spec;
  return { ref: `${arn}:1`, attributes: { FunctionArn: `${arn}:1`, Version: '1' } };
};

export const createAlias: Provider = ({ properties }, { functions }) => {
  const { arn } = functions.get(String(properties.FunctionName)).spec;
  const aliasArn = `${arn}:${properties.Name}`;
  return { ref: aliasArn, attributes: { AliasArn: aliasArn } };
};
