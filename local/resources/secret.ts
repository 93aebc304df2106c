import { physicalName } from '../identity.ts';
import { generateSecret, type SecretGeneration } from '../services/generate-secret.ts';
import type { Provider } from './provider.ts';

interface SecretProperties {
  Name?: string;
  SecretString?: string;
  GenerateSecretString?: SecretGeneration;
}

/** A secret with the template's value, or a random one that changes at every start. */
export const createSecret: Provider = ({ logicalId, properties }, stack) => {
  const { Name, SecretString, GenerateSecretString = {} } = properties as SecretProperties;
  const name = Name ?? physicalName(stack.name, logicalId, 512);
  const arn = stack.secrets.create(name, SecretString ?? generateSecret(GenerateSecretString));
  return { ref: arn, attributes: { Id: arn } };
};
