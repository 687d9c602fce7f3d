/** Under which it is known who is signed in. */
export const SESSION_KEY = ['account', 'session'] as const
