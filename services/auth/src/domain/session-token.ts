import { createHash } from 'node:crypto'

/** SHA-256 of a session's token: what the table keeps. 200 random bits need no slow hash: they cannot be guessed. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()
