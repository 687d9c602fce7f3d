import Docker from 'dockerode'
import { Misused, parseArguments } from './arguments.ts'
import { buildImages } from './build-images.ts'
import { checkConformance } from './check-conformance.ts'
import { createReport } from './report.ts'

/**
 * `./dev images [names… | --all] [--fresh] [--check]`: builds what is out of date; with --check then proves every runtime
 * in what was asked for.
 * Ends with 2 when it was asked for something there is not, with 1 when something failed.
 */
using report = createReport((line) => process.stdout.write(`${line}\n`))
try {
  const { names, all, fresh, check } = parseArguments(process.argv.slice(2))
  const start = performance.now()
  // dockerode itself reads DOCKER_HOST, as the docker command does.
  const images = await buildImages(new Docker(), { names, all, fresh, onProgress: report.progress })
  report.summary(images, performance.now() - start)
  const asked = new Set(images.map(({ name }) => name))
  if (check && !(await checkConformance(process.env, asked, report))) process.exitCode = 1
} catch (cause) {
  if (cause instanceof Misused) process.stderr.write(`images: ${cause.message}\n`)
  else report.failure(cause)
  process.exitCode = cause instanceof Misused ? 2 : 1
}
