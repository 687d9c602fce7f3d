import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SERVICES } from '@runhive/stack/services'
import { settingNames } from '@runhive/stack/setting-names'
import { openTemporaryFolder } from '@runhive/stack/temporary-folder'
import { expect, test } from 'vitest'
import { findDeadPaths, findMisplacedDependencies, findUndocumented, pathsIn } from './check-docs.ts'
import { inRepository } from './repository.ts'

function openRepository(files: Record<string, string>) {
  const folder = openTemporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true })
    writeFileSync(join(folder.path, path), content)
  }
  return folder
}

test('every path that a document names in backticks exists', () => {
  expect(findDeadPaths()).toEqual([])
})

test('only the executor knows Docker, and only the mesh knows NATS', () => {
  expect(findMisplacedDependencies()).toEqual([])
})

test.each(SERVICES)('docs/settings.md names every setting that %s is given by the stack', (service) => {
  const page = readFileSync(inRepository('docs/settings.md'), 'utf8')
  const names = settingNames(service)
  expect(names).toContain('NATS_URL')
  expect(findUndocumented(page, names)).toEqual([])
})

test('a dead path is found wherever the document is, and one beside the document is not dead', () => {
  using root = openRepository({
    'README.md': 'See `libs/mesh/src/gone.ts`, `services/*/README.md` and `libs/{mesh,gone}/src`.',
    'services/auth/README.md': '`src/main.ts` is there, `src/gone.ts` is not; `libs/mesh` is.',
    'services/auth/src/main.ts': '',
    'libs/mesh/src/mesh.ts': '',
    'node_modules/x/README.md': '`libs/none`',
  })
  expect(findDeadPaths(root.path).sort()).toEqual([
    'README.md names `libs/mesh/src/gone.ts`, which does not exist',
    'services/auth/README.md names `src/gone.ts`, which does not exist',
  ])
})

test('what merely looks like a path is none', () => {
  const markdown =
    '`application/json` `/readyz` `./dev up` `a/b` `@runhive/mesh` `services/<s>/src`\n```\nlibs/none\n`libs/none`\n```'
  expect(pathsIn(markdown)).toEqual([])
})

test('a second package that lists dockerode is named', () => {
  using root = openRepository({
    'services/executor/package.json': '{"dependencies":{"dockerode":"1.0.0"}}',
    'services/gateway/package.json': '{"devDependencies":{"dockerode":"1.0.0","@nats-io/jetstream":"1.0.0"}}',
  })
  expect(findMisplacedDependencies(root.path)).toEqual([
    'services/gateway/package.json lists dockerode, which is only for services/executor',
    'services/gateway/package.json lists @nats-io/jetstream, which is only for libs/mesh',
  ])
})

test('a setting counts as documented only by its whole name', () => {
  expect(
    findUndocumented('`LIMIT_CPU_MS_MAX` and `PORT`', ['LIMIT_CPU_MS', 'LIMIT_CPU_MS_MAX', 'PORT']),
  ).toEqual(['LIMIT_CPU_MS'])
})
