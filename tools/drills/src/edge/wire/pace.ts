const TICK_MS = 20
/** What was missed is not caught up with beyond this, seconds: a late attacker must not come as a burst. */
const MOST_OWED_SECONDS = 0.1

/** Does it so often a second, or as often as this process can. `act` is given the number of the time. */
export function pace(perSecond: number, act: (number: number) => void): void {
  let number = 0
  paceBatches(perSecond, (count) => {
    for (let done = 0; done < count; done += 1) act(number++)
  })
}

/** The same for what goes out together: `act` is given how many are due. */
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
