import * as createMessages from './0001-create-messages.ts'

/** By name, in the order in which they are applied. */
export const migrations = { '0001-create-messages': createMessages }
