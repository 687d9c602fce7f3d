import type { CoreResults } from '../report.ts'
import type { Setting } from '../setting.ts'
import { percentile } from '../statistics.ts'
import { openRunningContainer } from '../ways/docker-api.ts'
import { throughClient } from '../ways/gateway.ts'

const ROUNDS = 12

/**
 * As many hellos at once as there are warm cells, against the same number in containers that are running already: runs
 * per second of both, medians of rounds in turn.
 */
export async function measureBurst(
  setting: Setting,
  say: (line: string) => void,
): Promise<CoreResults['burst']> {
  const size = await setting.settle()
  await using opened = new AsyncDisposableStack()
  const containers = await Promise.all(
    Array.from({ length: size }, () => openRunningContainer(setting.docker)),
  )
  for (const container of containers) opened.use(container)
  const hello = throughClient(setting.gateway)
  const rates = { us: [] as number[], bare: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    // The pool shrinks while less is asked of it.
    const warm = containers.slice(0, await setting.settle())
    rates.us.push(await rateOf(warm.map(() => hello)))
    // Else they would run beside the removal of the cells that were just used.
    await setting.settle()
    rates.bare.push(await rateOf(warm.map((container) => () => container.run())))
  }
  say(`burst: ${ROUNDS} rounds of ${size} hellos at once`)
  return { us: percentile(rates.us, 0.5), bare: percentile(rates.bare, 0.5), size }
}

/** Of pieces of work that are all begun at once, per second. */
async function rateOf(works: ReadonlyArray<() => Promise<unknown>>): Promise<number> {
  const start = performance.now()
  await Promise.all(works.map((work) => work()))
  return (works.length * 1000) / (performance.now() - start)
}
