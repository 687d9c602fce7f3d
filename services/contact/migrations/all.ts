import * as createMessages from './0001-create-messages.ts'
import * as indexSenders from './0002-index-senders.ts'
import * as answerMessages from './0003-answer-messages.ts'
import * as gatherNotices from './0004-gather-notices.ts'
import * as notifyOfWork from './0005-notify-of-work.ts'

/** By name, in the order in which they are applied. */
export const migrations = {
  '0001-create-messages': createMessages,
  '0002-index-senders': indexSenders,
  '0003-answer-messages': answerMessages,
  '0004-gather-notices': gatherNotices,
  '0005-notify-of-work': notifyOfWork,
}
