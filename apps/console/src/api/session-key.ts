/** The query key of the signed-in account. */
export const SESSION_KEY = ['account', 'session'] as const
