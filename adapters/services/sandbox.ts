import type { PaymentGateway } from '../../core/ports.ts';
import { sandboxPayments } from '../sandbox-payments.ts';

/** Payments on a stack without a payment provider. */
export const payments = (): PaymentGateway => sandboxPayments;
