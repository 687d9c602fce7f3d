import { readImageFolders } from '../../catalogue/load-catalogue.ts'
import { type ConformanceCase, checkCase, loadConformance } from './conformance.ts'
import { openLocalExecutor } from './local-executor.ts'

/** What a check found about one image. */
export interface CheckedImage {
  readonly image: string
  readonly runtimes: number
  /** Cases that were run. */
  readonly cases: number
  /** Cases that the manifests rule out. */
  readonly skipped: number
  /** true: every case was answered as it must be. */
  readonly conforms: boolean
}

/** How the cases of one runtime went. */
export interface CheckedRuntime {
  readonly runtime: string
  readonly cases: number
  /** One line each; empty when all passed. */
  readonly failures: readonly string[]
  readonly ms: number
}

/** Runs the conformance set of every runtime in these images, in real cells, one case at a time. */
export async function checkConformance(
  env: Readonly<Record<string, string | undefined>>,
  images: ReadonlySet<string>,
  onChecked: (runtime: CheckedRuntime) => void,
): Promise<CheckedImage[]> {
  const folders = (await readImageFolders()).filter(
    ({ image, manifests }) => images.has(image) && manifests.length > 0,
  )
  await using executor = await openLocalExecutor(env)
  const checked: CheckedImage[] = []
  for (const { image, manifests } of folders) {
    const cases = await loadConformance((each) => each.image === image)
    let conforms = true
    for (const runtime of new Set(cases.map((own) => own.runtime))) {
      const own = cases.filter((one) => one.runtime === runtime)
      const start = performance.now()
      const failures = await findFailures(own, executor)
      onChecked({ runtime, cases: own.length, failures, ms: performance.now() - start })
      conforms &&= failures.length === 0
    }
    const notes = manifests.flatMap(({ conformance }) => Object.values(conformance))
    const skipped = notes.filter((note) => 'skip' in note).length
    checked.push({ image, runtimes: manifests.length, cases: cases.length, skipped, conforms })
  }
  return checked
}

async function findFailures(
  cases: readonly ConformanceCase[],
  { execute }: Pick<Awaited<ReturnType<typeof openLocalExecutor>>, 'execute'>,
): Promise<string[]> {
  const failures: string[] = []
  for (const one of cases) {
    for (const difference of await checkCase(one, execute)) failures.push(`${one.name}: ${difference}`)
  }
  return failures
}
