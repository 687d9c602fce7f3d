import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** As Debian, Ubuntu, Fedora, Google and Alpine call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** Where Chromium is: what `CHROMIUM` names, or the first on PATH. */
export function findChromium(env: {
  readonly CHROMIUM?: string | undefined
  readonly PATH?: string | undefined
}): string | undefined {
  if (env.CHROMIUM !== undefined && env.CHROMIUM !== '') return env.CHROMIUM
  return (env.PATH ?? '')
    .split(delimiter)
    .flatMap((dir) => NAMES.map((name) => join(dir, name)))
    .find((file) => existsSync(file))
}
