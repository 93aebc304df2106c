import { payments } from '#payments';
import type { Branch } from '../../core/answer-ride.ts';
import { branches } from '../../core/branches.ts';
import { paymentCheck } from '../../core/payment-check.ts';
import type { Payment } from '../../core/results.ts';

export function branch(): Branch<Payment> {
  return { definition: branches['payment-check'], rule: paymentCheck(payments()) };
}
