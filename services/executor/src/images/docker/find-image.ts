import type Docker from 'dockerode'
import type { FoundImage } from '../../catalogue/installed.ts'

/** Looks an image up by name; undefined when the engine has none. */
export async function findDockerImage(docker: Docker, reference: string): Promise<FoundImage | undefined> {
  try {
    const { Id, Config } = await docker.getImage(reference).inspect()
    return { id: Id, labels: Config.Labels ?? {} }
  } catch (cause) {
    if (cause instanceof Error && 'statusCode' in cause && cause.statusCode === 404) return undefined
    throw cause
  }
}
