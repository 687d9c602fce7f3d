import { type Environment, type RunOptions, run } from '../run.ts'

/** `docker`, with these words. */
export function docker(args: ReadonlyArray<string>, options: RunOptions): Promise<string> {
  return run('docker', args, options)
}

/** Whether the engine has an image of this name. */
export async function hasImage(reference: string, env: Environment): Promise<boolean> {
  return docker(['image', 'inspect', '--format', '{{.Id}}', reference], { env }).then(
    () => true,
    () => false,
  )
}
