import { UnsupportedResourceError } from '../../errors.ts';
import type { Provider } from '../provider.ts';

/** Methods check the parameters that they declare as required; bodies are not checked against models. */
export const createRequestValidator: Provider = ({ logicalId, type, properties }) => {
  if (properties.ValidateRequestBody === true) {
    throw new UnsupportedResourceError(logicalId, type, 'validation of request bodies is not supported');
  }
  const ref = properties.ValidateRequestParameters === true ? VALIDATES_PARAMETERS : VALIDATES_NOTHING;
  return { ref, attributes: { RequestValidatorId: ref } };
};

/** The ids of validators: methods refer to them only. */
export const VALIDATES_PARAMETERS = 'validates-parameters';
const VALIDATES_NOTHING = 'validates-nothing';
