import type { Handler } from '@runhive/contracts/define'
import type { executor, Runtime } from '@runhive/contracts/executor'
import type { Catalogue, CatalogueRuntime } from '../domain/languages/catalogue.ts'
import { toRefusedFlags } from '../domain/languages/compiler-flags.ts'
import { type OperatorLimits, toRanges } from '../domain/limits/limits.ts'

/** Every runtime whose image is here. Computed once: neither images nor settings change while the process lives. */
export function catalogue(deps: {
  catalogue: Catalogue
  limits: OperatorLimits
}): Handler<typeof executor.procedures.catalogue> {
  const runtimes = deps.catalogue.runtimes.map((runtime) => toRuntime(runtime, deps.limits))
  return async () => ({ runtimes })
}

function toRuntime(runtime: CatalogueRuntime, limits: OperatorLimits): Runtime {
  return {
    id: runtime.runtime,
    language: runtime.language,
    name: runtime.name,
    version: runtime.version,
    aliases: runtime.aliases,
    alternative: runtime.alternative,
    fileName: runtime.file,
    compiled: runtime.compile !== undefined,
    refusedFlags: toRefusedFlags(runtime),
    limits: toRanges(limits.run, runtime.run.limits),
    compileLimits: toRanges(limits.compile, runtime.compile?.limits ?? {}),
    interactive: limits.interactive,
  }
}
