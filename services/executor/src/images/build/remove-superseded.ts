import type Docker from 'dockerode'
import { IMAGE_LABELS } from '../../catalogue/image-identity.ts'

/**
 * Removes earlier builds of one of our images that no longer have a name. Never touches what carries no label of ours,
 * nor what a container still uses: that goes after the next build.
 */
export async function removeSuperseded(docker: Docker, image: string): Promise<void> {
  const old = await docker.listImages({
    filters: { dangling: ['true'], label: [`${IMAGE_LABELS.image}=${image}`] },
  })
  for (const { Id } of old) {
    await docker
      .getImage(Id)
      .remove()
      .catch((cause: unknown) => {
        if (!isInUseOrGone(cause)) throw cause
      })
  }
}

function isInUseOrGone(cause: unknown): boolean {
  return (
    cause instanceof Error && 'statusCode' in cause && (cause.statusCode === 409 || cause.statusCode === 404)
  )
}
