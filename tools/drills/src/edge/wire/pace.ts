const TICK_MS = 20
/** How much of a delay is caught up with, seconds: an attacker that is late must not send a burst. */
const MOST_OWED_SECONDS = 0.1

/** Calls `act` at a fixed rate per second, or as fast as this process can, with the number of the call. */
export function pace(perSecond: number, act: (number: number) => void): void {
  let number = 0
  paceBatches(perSecond, (count) => {
    for (let done = 0; done < count; done += 1) act(number++)
  })
}

/** The same in batches: `act` gets the number of calls that are due. */
export function paceBatches(perSecond: number, act: (count: number) => void): void {
  let last = performance.now()
  let owed = 0
  setInterval(() => {
    const now = performance.now()
    owed = Math.min(owed + ((now - last) / 1000) * perSecond, Math.max(1, perSecond * MOST_OWED_SECONDS))
    last = now
    const count = Math.floor(owed)
    owed -= count
    if (count > 0) act(count)
  }, TICK_MS)
}
