import { type Lock, packageName } from './lock.ts'

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const

/** Every dependency of our own packages that is not one exact version; our own packages are asked for by `*`. */
export function findRanges(lock: Lock): string[] {
  return Object.entries(lock).flatMap(([folder, entry]) => {
    if (packageName(folder) !== undefined) return []
    return KINDS.flatMap((kind) => Object.entries(entry[kind] ?? {})).flatMap(([name, version]) => {
      const isExact = name.startsWith('@runhive/') ? version === '*' : EXACT.test(version)
      return isExact
        ? []
        : [`${folder || 'package.json'} asks for ${name} ${version}, which is no exact version`]
    })
  })
}
