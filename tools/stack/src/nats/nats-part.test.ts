import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { natsParts } from './nats-part.ts'
import { NATS_PARTS } from './nodes.ts'

function partsOf(count: number, version: string) {
  using folder = openTemporaryFolder()
  const command = join(folder.path, 'nats-server')
  writeFileSync(command, `#!/bin/sh\necho "nats-server: v${version}"\n`, { mode: 0o755 })
  return natsParts({
    stateDir: folder.path,
    path: '',
    command,
    users: [],
    nodes: NATS_PARTS.slice(0, count).map((name, at) => ({ name, client: 4222 + at, cluster: 6222 + at })),
    clusterPassword: 'secret',
    operatorUrl: (port) => `nats://127.0.0.1:${port}`,
  })
}

test('a cluster of servers that would lose what they acknowledged is refused, with what to do', () => {
  expect(() => partsOf(3, '2.9.10')).toThrow(/2\.10 or newer.*2\.9\.10.*NATS_SERVER/)
  expect(partsOf(3, '2.10.27')).toHaveLength(3)
})

test('a server that is alone may be older', () => {
  expect(partsOf(1, '2.9.10')).toHaveLength(1)
})
