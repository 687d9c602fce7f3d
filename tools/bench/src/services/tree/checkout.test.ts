import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkOut } from './checkout.ts'

test('a commit runs its own sources on the packages that are installed here, and leaves nothing behind', async () => {
  const tree = await checkOut('HEAD')
  const inTree = (path: string) => realpathSync(join(tree.root, 'node_modules', path))
  try {
    expect(tree.name).toMatch(/^[0-9a-f]{8,}$/)
    for (const name of ['mesh', 'stack', 'executor'])
      expect(inTree(`@runhive/${name}`).startsWith(`${realpathSync(tree.root)}/`)).toBe(true)
    expect(inTree('zod').startsWith(realpathSync(tree.root))).toBe(false)
  } finally {
    await tree[Symbol.asyncDispose]()
  }
  expect(existsSync(tree.root)).toBe(false)
})

test('a commit that does not exist is refused by name', async () => {
  await expect(checkOut('no-such-commit')).rejects.toThrow('--against: there is no commit "no-such-commit"')
})
