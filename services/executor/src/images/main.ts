import { parseArgs } from 'node:util'
import Docker from 'dockerode'
import { buildImages } from './build-images.ts'
import { checkConformance } from './check-conformance.ts'
import { createReport } from './report.ts'

/** `./dev images [names…] [--fresh] [--check]`: builds what is out of date; with --check then proves every runtime. */
const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { fresh: { type: 'boolean', default: false }, check: { type: 'boolean', default: false } },
})
using report = createReport((line) => process.stdout.write(`${line}\n`))
try {
  const start = performance.now()
  // dockerode itself reads DOCKER_HOST, as the docker command does.
  const images = await buildImages(new Docker(), { names, fresh: values.fresh, onProgress: report.progress })
  report.summary(images, performance.now() - start)
  if (values.check && !(await checkConformance(process.env, report))) process.exitCode = 1
} catch (cause) {
  report.failure(cause)
  process.exitCode = 1
}
