import type { WebSocket } from 'ws'

/** Pings a silent socket. */
export interface KeepAlive extends Disposable {
  /** The peer has shown that it is there. */
  heard(): void
}

/** A socket that is silent for so many beats is pinged. The answer has the time of one beat. */
const SILENT_BEATS = 3

/**
 * Sends PING, which tRPC's clients answer, so that proxies see traffic and a dead peer is noticed. While we do not read
 * the socket, silence means nothing, unless the peer should be reading what we send.
 */
export function keepAlive(
  socket: Pick<WebSocket, 'send' | 'terminate' | 'readyState' | 'OPEN'>,
  options: {
    readonly beatMs: number
    readonly couldBeHeard: () => boolean
    /** Called at each beat. */
    readonly onBeat: () => void
  },
): KeepAlive {
  let silent = 0
  let pinged = false
  const beat = () => {
    options.onBeat()
    if (socket.readyState !== socket.OPEN) return
    if (pinged && options.couldBeHeard()) return socket.terminate()
    silent += 1
    if (silent % SILENT_BEATS > 0) return
    pinged = true
    socket.send('PING')
  }
  const timer = setInterval(beat, options.beatMs)
  return {
    heard() {
      silent = 0
      pinged = false
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
