import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFreePorts } from '../ports.ts'
import { openSupervisor } from '../supervisor/supervisor.ts'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { formCluster, makeHeard } from './cluster.ts'
import { findNatsServer, natsParts } from './nats-part.ts'
import { chooseNatsNodes } from './nodes.ts'

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin'
/** What a server may not send to the others then: all that it says about what it has stored. */
const MUTE = '"permissions": {"export": {"deny": ["$NRG.>"]}},'

/**
 * Three servers. The one of which `mute` makes a mark begins mute the next time: with real ones that is a matter of
 * luck, so this one is told by its configuration not to send what a mute one would not.
 */
async function openCluster() {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(openTemporaryFolder())
  const supervisor = openSupervisor(folder.path, { detached: false })
  opened.defer(() => Promise.all(supervisor.list().map(({ name }) => supervisor.kill(name))).then(() => {}))
  const command = join(folder.path, 'nats-server')
  writeFileSync(command, wrapper(), { mode: 0o755 })
  const [client = 0] = await findFreePorts(1)
  const servers = natsParts({
    stateDir: folder.path,
    path: PATH,
    command,
    users: [],
    nodes: await chooseNatsNodes(3, client, []),
    clusterPassword: 'secret',
    operatorUrl: (port) => `nats://127.0.0.1:${port}`,
  })
  for (const server of servers) await supervisor.start(server)
  await formCluster(supervisor, servers)
  const closing = opened.move()
  return {
    supervisor,
    servers,
    url: servers.map(({ ports }) => `nats://127.0.0.1:${ports.client}`).join(','),
    mute: (name: string) => writeFileSync(join(folder.path, name, 'mute'), ''),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Each server has a folder of its own to work in. */
function wrapper(): string {
  return `#!/bin/sh
server=${findNatsServer(PATH)}
[ "$1" = --config ] && [ -e mute ] || exec $server "$@"
rm mute
sed 's/"name": "runhive",/&${MUTE}/' "$2" > mute.conf
exec $server --config mute.conf
`
}

test('a server that comes back and is not heard by the others begins again until it is', async () => {
  await using cluster = await openCluster()
  const { supervisor, servers } = cluster
  const [first] = servers
  if (first === undefined) throw new Error('there are three')
  await Promise.all(servers.map(({ ready }) => ready()))
  const pidOf = (name: string) => supervisor.list().find((part) => part.name === name)?.process.pid
  const others = servers.slice(1).map(({ name }) => pidOf(name))

  await supervisor.kill(first.name)
  cluster.mute(first.name)
  await supervisor.start(first)
  const mute = pidOf(first.name)

  await makeHeard({ supervisor, url: cluster.url }, servers)
  expect(pidOf(first.name)).not.toBe(mute)
  await expect.poll(() => first.ready().then(() => 'ready', String)).toBe('ready')
  // Nobody else had to go.
  expect(servers.slice(1).map(({ name }) => pidOf(name))).toEqual(others)
}, 180_000)
