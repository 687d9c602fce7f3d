import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { createControl, NoTerminal, StdinClosed } from './control.ts'

const ONE_MIB = 1024 * 1024
const bytes = (text: string) => Buffer.from(text)

/** A program that notes what reaches it; `room` says when it takes more input. */
function createProgram(own: { stdinOpen?: boolean; terminal?: boolean } = {}) {
  const heard: (string | number)[] = []
  const room = Promise.withResolvers<void>()
  const program = {
    stdinOpen: own.stdinOpen ?? true,
    terminal: own.terminal ?? true,
    onInput: () => undefined,
    session: {
      writeStdin: (chunk: Uint8Array) => {
        heard.push(Buffer.from(chunk).toString().slice(0, 5))
        return room.promise
      },
      endStdin: () => void heard.push('end'),
      signal: (signal: number) => void heard.push(signal),
      resize: (columns: number, rows: number) => void heard.push(`${columns}x${rows}`),
    },
  }
  return { program, heard, room }
}

async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false
  const note = () => {
    settled = true
  }
  promise.then(note, note)
  await settle()
  return settled
}

test('what comes before the program has begun is taken at once, and reaches it in order', async () => {
  const control = createControl()
  const { program, heard } = createProgram()
  await control.write(bytes('one'), false)
  await control.signal(2)
  await control.resize(1, 1)
  await control.write(bytes('two'), true)
  await control.signal(2)
  await control.resize(80, 24)
  expect(heard).toEqual([])
  control.begin(program)
  expect(heard).toEqual(['80x24', 2, 'one', 'two', 'end'])
  await control.signal(15)
  expect(heard.at(-1)).toBe(15)
})

test('input beyond what is held for a program waits until it is handed over', async () => {
  const control = createControl()
  const { program, heard, room } = createProgram()
  await control.write(Buffer.alloc(ONE_MIB, 'a'), false)
  const more = control.write(bytes('b'), false)
  expect(await isSettled(more)).toBe(false)
  control.begin(program)
  expect(heard).toEqual(['aaaaa', 'b'])
  expect(await isSettled(more)).toBe(false)
  room.resolve()
  await more
})

test('a run that takes no input or has no terminal says so before it has begun', async () => {
  const control = createControl(undefined, { stdinOpen: false, terminal: false })
  await expect(control.write(bytes('x'), false)).rejects.toBeInstanceOf(StdinClosed)
  await expect(control.resize(80, 24)).rejects.toBeInstanceOf(NoTerminal)
})

test('nothing follows the end of input, before the program has begun and after', async () => {
  const control = createControl()
  await control.write(bytes('x'), true)
  await expect(control.write(bytes('y'), false)).rejects.toBeInstanceOf(StdinClosed)
  const { program, heard } = createProgram()
  control.begin(program)
  await expect(control.write(bytes('y'), false)).rejects.toBeInstanceOf(StdinClosed)
  expect(heard).toEqual(['x', 'end'])
})

test('after the program has ended nothing reaches it, and input finds nobody', async () => {
  const control = createControl()
  const { program, heard } = createProgram()
  control.begin(program)[Symbol.dispose]()
  await expect(control.write(bytes('x'), false)).rejects.toBeInstanceOf(StdinClosed)
  await expect(control.resize(80, 24)).rejects.toBeInstanceOf(NoTerminal)
  await control.signal(2)
  expect(heard).toEqual([])
})

test('a run that never begins leaves nobody waiting', async () => {
  const control = createControl()
  await control.write(Buffer.alloc(ONE_MIB), false)
  const refused = expect(control.write(bytes('x'), false)).rejects.toBeInstanceOf(StdinClosed)
  control[Symbol.dispose]()
  await refused
})
