import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { pack } from 'tar-stream'
import { type BuildOptions, runBuild } from './run-build.ts'

/** The same image with labels and a name: one step that adds no layer. */
export async function buildFrom(docker: Docker, imageId: string, options: BuildOptions): Promise<string> {
  const context = pack()
  context.entry({ name: 'Dockerfile' }, `FROM ${imageId}\n`)
  context.finalize()
  return runBuild(docker, Readable.from(context, { objectMode: false }), options)
}
