import { UnsupportedResourceError } from '../../errors.ts';
import type { Provider } from '../provider.ts';

/** Required parameters are checked by the methods that declare them; bodies are not checked against models. */
export const createRequestValidator: Provider = ({ logicalId, type, properties }) => {
  if (properties.ValidateRequestBody === true) {
    throw new UnsupportedResourceError(logicalId, type, 'validation of request bodies is not supported');
  }
  const ref = properties.ValidateRequestParameters === true ? VALIDATES_PARAMETERS : VALIDATES_NOTHING;
  return { ref, attributes: { RequestValidatorId: ref } };
};

/** The ids of validators, which is all that a method knows of its own. */
export const VALIDATES_PARAMETERS = 'validates-parameters';
const VALIDATES_NOTHING = 'validates-nothing';
