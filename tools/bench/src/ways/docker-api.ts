import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { demux } from '@runhive/executor/docker/demux'
import type { Engine } from '@runhive/executor/docker/engine'
import { type CellSize, type Lockdown, toCellOptions } from '@runhive/executor/docker/options'
import type { Slots } from '@runhive/executor/pool/slots'
import { assertAnswer, INLINE_ARGV } from './program.ts'

export interface RawDocker {
  readonly engine: Engine
  readonly lockdown: Lockdown
  readonly slots: Slots
  readonly imageId: string
  readonly size: CellSize
}

/** How long a container of a benchmark may live before a reaper may take it. */
const DEADLINE_MS = 10 * 60_000

/**
 * A bare lifecycle through the engine's API: create, attach, start, read to the end, remove; with the options and slots
 * of a cell and the program itself as PID 1. It is what a cell costs without a pool, without init, and without a mesh.
 */
export async function dockerApi({ engine, lockdown, slots, imageId, size }: RawDocker): Promise<void> {
  await using slot = await slots.take()
  const id = await engine.create({
    ...cellOptions({ lockdown, imageId, size, place: slot }),
    Entrypoint: INLINE_ARGV,
  })
  try {
    const stream = await engine.attach(id)
    await engine.start(id)
    assertAnswer('the Docker API', await text(demux(stream, () => undefined)))
  } finally {
    await engine.remove(id)
  }
}

/** A container that is already running, whose PID 1 runs the program once for every line it reads. */
export interface RunningContainer extends AsyncDisposable {
  run(): Promise<void>
}

/**
 * The floor: fork and exec in a live container by a plain shell, without any call to Docker. Nobody may offer this to
 * strangers.
 */
export async function openRunningContainer(docker: RawDocker): Promise<RunningContainer> {
  const { engine, lockdown, imageId, size } = docker
  const slot = await docker.slots.take()
  const script = `while read -r _; do ${INLINE_ARGV[0]} -c '${INLINE_ARGV[2]?.trim()}'; echo end; done`
  const id = await engine.create({
    ...cellOptions({ lockdown, imageId, size, place: slot }),
    Entrypoint: ['/bin/sh', '-c', script],
  })
  const stream = await engine.attach(id)
  const answers = readAnswers(stream)
  await engine.start(id)
  return {
    async run() {
      stream.write('go\n')
      const { value } = await answers.next()
      assertAnswer('the running container', value ?? '')
    },
    async [Symbol.asyncDispose]() {
      await engine.remove(id)
      await slot[Symbol.asyncDispose]()
    },
  }
}

async function* readAnswers(stream: Duplex): AsyncGenerator<string, undefined> {
  let answer = ''
  for await (const chunk of demux(stream, () => undefined)) {
    answer += String(chunk)
    if (!answer.endsWith('end\n')) continue
    yield answer.slice(0, -'end\n'.length)
    answer = ''
  }
}

function cellOptions(
  cell: Pick<RawDocker, 'lockdown' | 'imageId' | 'size'> & {
    place: { uid: number; pauseId: string | undefined }
  },
) {
  const deadline = new Date(Date.now() + DEADLINE_MS)
  return toCellOptions(cell.lockdown, { ...cell, kind: 'probe', deadline })
}
