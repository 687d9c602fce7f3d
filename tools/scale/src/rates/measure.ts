import { measureGateway } from './gateway.ts'
import { measureHistory } from './history.ts'
import type { RatesResults } from './results.ts'
import { measureStreams } from './streams.ts'

export async function measureRates(
  env: Readonly<Record<string, string>>,
  quick: boolean,
  say: (line: string) => void,
): Promise<RatesResults> {
  const gateway = await measureGateway(env, quick, say)
  const history = await measureHistory(env, quick, say)
  const streams = await measureStreams(quick, say)
  return { streams, gateway, history }
}
