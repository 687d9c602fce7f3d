import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The generated passwords of a state folder, in one file that only its owner can read. */
export interface Secrets {
  find(name: string): string | undefined
  set(name: string, value: string): void
  /** The password of this name, generated on first use. */
  password(name: string): string
}

export function openSecrets(stateDir: string): Secrets {
  const file = join(stateDir, 'secrets.json')
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string> // written below only
    } catch {
      return {}
    }
  }
  const set = (name: string, value: string) => {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.new`, `${JSON.stringify({ ...read(), [name]: value }, undefined, 2)}\n`, {
      mode: 0o600,
    })
    renameSync(`${file}.new`, file)
  }
  return {
    find: (name) => read()[name],
    set,
    password(name) {
      const known = read()[name]
      if (known !== undefined) return known
      const made = randomBytes(24).toString('base64url')
      set(name, made)
      return made
    },
  }
}
