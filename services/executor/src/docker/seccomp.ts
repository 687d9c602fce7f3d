import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

/** Where the profile is in the repository. */
export const PROFILE = join(import.meta.dirname, '../../cell/seccomp.json')

/** Enough to tell our profile from a file that would allow everything. */
const Profile = z.looseObject({
  defaultAction: z.literal('SCMP_ACT_ERRNO'),
  syscalls: z.array(z.looseObject({ names: z.array(z.string()), action: z.string() })).min(1),
})

/**
 * The seccomp profile of every cell, as the text Docker wants. It is given with each container, because the engine's
 * own default is older and wider. Throws when it is missing or does not deny by default: then nothing may run.
 */
export async function readSeccomp(path = PROFILE): Promise<string> {
  const profile: unknown = JSON.parse(await readFile(path, 'utf8'))
  const checked = Profile.safeParse(profile)
  if (!checked.success) {
    throw new Error(`${path} is no seccomp profile that denies by default\n${z.prettifyError(checked.error)}`)
  }
  // Parsed and written again: the file's white space would be sent with every container.
  return JSON.stringify(profile)
}
