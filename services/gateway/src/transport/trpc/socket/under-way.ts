import type { RawData } from 'ws'
import type { ByteAccount } from './byte-budget.ts'

/** A complete message, and what became of it. */
export interface Message {
  readonly data: RawData
  readonly isBinary: boolean
  readonly bytes: number
  /** Operations that it began, and how many of them have not ended. */
  begun: number
  underWay: number
  state: 'waiting' | 'delivered' | 'over'
}

/** A socket's operations that have not ended, and the messages that began them. */
export interface UnderWay {
  operations(): number
  /** Of the messages that began them. */
  bytes(): number
  /** tRPC is given the message now. */
  deliver(message: Message): void
  /** Everything that the message begins has begun. */
  delivered(message: Message): void
  /** An operation of the message delivered last begins. Disposing ends it. */
  begin(onEnd: () => void): Disposable
}

/** A message's bytes are given back when all that it began has ended: what was parsed from them lives as long. */
export function createUnderWay(account: ByteAccount): UnderWay {
  let operations = 0
  let bytes = 0
  let latest: Message | undefined
  const settle = (message: Message) => {
    if (message.state !== 'delivered' || message.underWay > 0) return
    message.state = 'over'
    bytes -= message.bytes
    account.giveBack(message.bytes)
  }
  const end = (message: Message | undefined) => {
    operations -= 1
    if (!message) return
    message.underWay -= 1
    settle(message)
  }
  return {
    operations: () => operations,
    bytes: () => bytes,
    deliver(message) {
      latest = message
      bytes += message.bytes
    },
    delivered(message) {
      message.state = 'delivered'
      settle(message)
    },
    begin(onEnd) {
      const message = latest
      operations += 1
      if (message) {
        message.begun += 1
        message.underWay += 1
      }
      let isUnderWay = true
      return {
        [Symbol.dispose]() {
          if (!isUnderWay) return
          isUnderWay = false
          end(message)
          onEnd()
        },
      }
    },
  }
}
