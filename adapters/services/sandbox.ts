import type { PaymentGateway } from '../../core/ports.ts';
import { sandboxPayments } from '../sandbox-payments.ts';

/** Payments on a stack that has no payment provider. */
export const payments = (): PaymentGateway => sandboxPayments;
