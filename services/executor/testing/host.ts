import { parseConfig } from '../src/config.ts'
import { createCatalogue } from '../src/domain/languages/catalogue.ts'
import { Manifest } from '../src/domain/languages/manifest.ts'

/** What a host allows whose operator has set nothing. */
export const operatorLimits = parseConfig({ NATS_URL: 'nats://127.0.0.1:4222' }).limits

/** A catalogue of one interpreted language. */
export const pythonCatalogue = createCatalogue([
  {
    image: 'core',
    manifest: Manifest.parse({
      language: 'python',
      name: 'Python',
      runtime: 'python-3.13',
      measure: { command: ['python3'], pattern: '(.*)' },
      file: 'main.py',
      extensions: ['.py'],
      run: { command: ['python3', '{file}'] },
    }),
  },
])
