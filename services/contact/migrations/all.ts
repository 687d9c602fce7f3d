import * as createMessages from './0001-create-messages.ts'
import * as indexSenders from './0002-index-senders.ts'

/** By name, in the order in which they are applied. */
export const migrations = { '0001-create-messages': createMessages, '0002-index-senders': indexSenders }
