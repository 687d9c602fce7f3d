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

test.each([1, 3])(
  'a server that is too old is refused, alone or in a cluster, with what to do (%i)',
  (count) => {
    expect(() => partsOf(count, '2.9.10')).toThrow(/2\.10 or newer.*2\.9\.10.*NATS_SERVER/)
    expect(partsOf(count, '2.10.27')).toHaveLength(count)
  },
)
