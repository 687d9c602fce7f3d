import type { WebSocket } from 'ws'

/** Looks after a socket that is silent. */
export interface KeepAlive extends Disposable {
  /** The peer has shown that it is there. */
  heard(): void
}

/** Silent for so many beats: asked whether it is there. The answer has the time of one beat. */
const SILENT_BEATS = 3

/**
 * Says PING, which tRPC's clients answer, so that proxies see traffic and a peer that has gone is noticed. While we
 * do not read what it sends it cannot be heard, and nothing follows from its silence; except that it should read what
 * we send.
 */
export function keepAlive(
  socket: Pick<WebSocket, 'send' | 'terminate' | 'readyState' | 'OPEN'>,
  options: {
    readonly beatMs: number
    readonly couldBeHeard: () => boolean
    /** Called once in each. */
    readonly onBeat: () => void
  },
): KeepAlive {
  let silent = 0
  let asked = false
  const beat = () => {
    options.onBeat()
    if (socket.readyState !== socket.OPEN) return
    if (asked && options.couldBeHeard()) return socket.terminate()
    silent += 1
    if (silent % SILENT_BEATS > 0) return
    asked = true
    socket.send('PING')
  }
  const timer = setInterval(beat, options.beatMs)
  return {
    heard() {
      silent = 0
      asked = false
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
