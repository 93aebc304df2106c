import { branchHandler } from '../../adapters/lambda/branch-handler.ts';
import { branch } from './branch.ts';

export const handler = branchHandler(branch());
