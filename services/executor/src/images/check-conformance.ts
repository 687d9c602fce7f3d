import { checkCase, loadConformance } from './conformance.ts'
import { openLocalExecutor } from './open-execute.ts'
import type { Report } from './report.ts'

/** Runs the conformance set of every runtime in these images, in real cells, one case at a time. Gives whether all conform. */
export async function checkConformance(
  env: Readonly<Record<string, string | undefined>>,
  images: ReadonlySet<string>,
  report: Pick<Report, 'checked'>,
): Promise<boolean> {
  const cases = await loadConformance(({ image }) => images.has(image))
  await using executor = await openLocalExecutor(env)
  let conforms = true
  for (const runtime of new Set(cases.map((own) => own.runtime))) {
    const own = cases.filter((one) => one.runtime === runtime)
    const start = performance.now()
    const failures: string[] = []
    for (const one of own) {
      for (const difference of await checkCase(one, executor.execute))
        failures.push(`${one.name}: ${difference}`)
    }
    report.checked({ runtime, cases: own.length, failures, ms: performance.now() - start })
    conforms &&= failures.length === 0
  }
  return conforms
}
