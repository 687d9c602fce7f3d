import { parseArgs } from 'node:util'
import Docker from 'dockerode'
import { buildImages } from './build-images.ts'
import { createReport } from './report.ts'
import { BuildFailed } from './run-build.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { fresh: { type: 'boolean', default: false } },
})
const start = performance.now()
const report = createReport((line) => process.stdout.write(`${line}\n`))
try {
  // dockerode itself reads DOCKER_HOST, as the docker command does.
  const images = await buildImages(new Docker(), {
    names: positionals,
    fresh: values.fresh,
    onProgress: report.progress,
  })
  report.summary(images, performance.now() - start)
} catch (cause) {
  report.failure(cause)
  if (!(cause instanceof BuildFailed)) console.error(cause)
  process.exitCode = 1
}
