/** The payment methods that a stack without a payment provider accepts, each with its effect. */
export const sandboxPaymentMethods: Readonly<Record<string, string>> = {
  pm_card_visa: 'is good',
  pm_card_mastercard: 'is good',
  pm_card_chargeDeclined: 'is refused: the card was declined',
  pm_card_insufficientFunds: 'is refused: there is too little money',
  pm_card_expired: 'is refused: the card has expired',
  pm_timeout: 'is never answered',
};

/** The default payment method. */
export const defaultPaymentMethod = 'pm_card_visa';
