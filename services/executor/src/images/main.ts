import Docker from 'dockerode'
import { Misused, parseArguments } from './build/arguments.ts'
import { buildImages } from './build/build-images.ts'
import { checkConformance } from './conformance/check-conformance.ts'
import { readFingerprints } from './conformance/fingerprint.ts'
import { recordProofs, toProofs } from './conformance/proofs.ts'
import { createReport } from './report.ts'

/**
 * `./dev images [names… | --all] [--fresh] [--check]`: builds what is out of date; with --check then proves every
 * runtime in these images, and records which were proved as what. Exits with 2 for an image or language that does not
 * exist, with 1 when something failed.
 */
using report = createReport((line) => process.stdout.write(`${line}\n`))
try {
  const { names, all, fresh, check } = parseArguments(process.argv.slice(2))
  const start = performance.now()
  const before = check ? await readFingerprints() : new Map()
  // dockerode itself reads DOCKER_HOST, as the docker command does.
  const images = await buildImages(new Docker(), { names, all, fresh, onProgress: report.progress })
  report.summary(images, performance.now() - start)
  if (check) {
    const checked = await checkConformance(
      process.env,
      new Set(images.map(({ name }) => name)),
      report.checked,
    )
    const proofs = toProofs(checked, before, await readFingerprints())
    await recordProofs(proofs, new Set(before.keys()))
    report.proved(proofs, checked.length)
    if (Object.keys(proofs).length < checked.length) process.exitCode = 1
  }
} catch (cause) {
  if (cause instanceof Misused) process.stderr.write(`images: ${cause.message}\n`)
  else report.failure(cause)
  process.exitCode = cause instanceof Misused ? 2 : 1
}
