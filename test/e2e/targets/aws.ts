import { readOutputs } from './outputs-file.ts';
import { type Target, TargetError } from './target.ts';

/** An account of AWS, with the credentials that the AWS SDK finds. */
export const aws: Target = {
  summary: 'a stack deployed to AWS, with the credentials that the AWS SDK finds',
  needs: ['outputsFile'],
  async open({ outputsFile = '' }) {
    const { stackName, outputs } = readOutputs(outputsFile);
    const tokenCommand = process.env.E2E_TOKEN_COMMAND;
    if (!tokenCommand)
      throw new TargetError('--target aws needs $E2E_TOKEN_COMMAND, which prints tokens of its issuer.');
    const region = outputs.RideRequestedTopicArn?.split(':')[3] ?? '';
    return {
      apiUrl: outputs.ApiUrl ?? '',
      stackName,
      outputs,
      redriveOptions: ['--aws', '--stack', stackName],
      timeFactor: 3,
      tokenCommand,
      clientConfig: () => ({ region }),
      close: async () => {},
    };
  },
};
