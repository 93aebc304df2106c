import { readOutputs } from './outputs-file.ts';
import type { Target } from './target.ts';

/** An account of AWS, with the credentials that the AWS SDK finds. */
export const aws: Target = {
  summary: 'a stack deployed to AWS, with the credentials that the AWS SDK finds',
  needs: ['outputsFile'],
  async open({ outputsFile = '' }) {
    const { stackName, outputs } = readOutputs(outputsFile);
    const region = outputs.RideRequestedTopicArn?.split(':')[3] ?? '';
    return {
      apiUrl: outputs.ApiUrl ?? '',
      stackName,
      outputs,
      redriveOptions: ['--aws', '--stack', stackName],
      timeFactor: 3,
      clientConfig: () => ({ region }),
      close: async () => {},
    };
  },
};
