import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFolder, toTar } from '../src/images/build/build-context.ts'

/**
 * A folder as an image has it, with a lock of one package, `greeting`, which is an archive there: nothing is fetched
 * from anywhere. Its script would make the file `script`. Not `locked`: the lock lacks it. Disposing removes it all.
 */
export async function openLockedFolder({ locked }: { locked: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'runhive-lock-'))
  const write = (name: string, value: object) => writeFile(join(folder, name), JSON.stringify(value))
  const source = await mkdtemp(join(tmpdir(), 'runhive-package-'))
  const script = join(source, 'ran')
  await writeFile(
    join(source, 'package.json'),
    JSON.stringify({ name: 'greeting', version: '1.0.0', scripts: { postinstall: `touch ${script}` } }),
  )
  const archive = join(folder, 'greeting.tgz')
  const files = (await readFolder(source, 'package')).filter(({ name }) => name !== 'package/ran')
  await writeFile(archive, toTar(files))
  const dependencies = { greeting: `file:${archive}` }
  await write('package.json', { name: 'own', version: '1.0.0', dependencies })
  await write('package-lock.json', {
    name: 'own',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'own', version: '1.0.0', dependencies: locked ? dependencies : {} },
      ...(locked && {
        'node_modules/greeting': { version: '1.0.0', resolved: `file:${archive}`, hasInstallScript: true },
      }),
    },
  })
  const remove = async () => {
    for (const place of [folder, source]) await rm(place, { recursive: true })
  }
  return { folder, script, [Symbol.asyncDispose]: remove }
}
