import { measureCounts } from './counts/measure-counts.ts'
import { LOADS, type Load, runLoad } from './loads.ts'
import { measureRest } from './rest.ts'
import {
  type ByName,
  type CountResults,
  medians,
  type ServicesResults,
  type StackResults,
  summarizeTurns,
  type Turn,
} from './results.ts'
import { openSubject, type Subject } from './subject.ts'
import { checkOut, ownTree, type Tree } from './tree/checkout.ts'
import type { CellKind } from './tree/open-stack.ts'
import { takeTurn } from './turn.ts'

type Say = (line: string) => void

export interface ServicesOptions {
  /** With 4 callers and replaced cells, in each round; the other loads get a share of it. */
  readonly executions: number
  /** The commit to compare with, if any. */
  readonly against: string | undefined
}

type Plan = ReadonlyArray<{ readonly load: Load; readonly executions: number }>

const ROUNDS = 3
/** Stacks that take turns each come first equally often. */
const PAIRED_ROUNDS = 4
/** A service that has just started runs code that no engine has compiled yet. */
const WARM_UP = { callers: 4, pauseMs: 0, inARow: 12 }
const WARM_UP_EXECUTIONS: Readonly<Record<CellKind, number>> = { replaced: 300, real: 60 }
/** A real cell costs Docker a tenth of a second. */
const SHARES: Readonly<Record<CellKind, number>> = { replaced: 1, real: 0.25 }

/** What an execution costs the services, and what its caller waits for them: without Docker, then with it. */
export async function measureServices(
  env: Readonly<Record<string, string>>,
  options: ServicesOptions,
  say: Say,
): Promise<ServicesResults> {
  await using opened = new AsyncDisposableStack()
  const trees = [opened.use(ownTree())]
  if (options.against !== undefined) trees.push(opened.use(await checkOut(options.against)))
  const measure = (cells: CellKind) =>
    measureCells(trees, cells, {
      env,
      executions: options.executions,
      say: (line) => say(`services, ${line}`),
    })
  return { replaced: await measure('replaced'), real: await measure('real') }
}

async function measureCells(
  trees: ReadonlyArray<Tree>,
  cells: CellKind,
  own: { readonly env: Readonly<Record<string, string>>; readonly executions: number; readonly say: Say },
): Promise<StackResults[]> {
  const { say } = own
  await using opened = new AsyncDisposableStack()
  const subjects: Subject[] = []
  for (const tree of trees) {
    say(`cells ${cells}: starting a stack of ${tree.name} …`)
    subjects.push(opened.use(await openSubject(tree, cells, own.env)))
  }
  for (const subject of subjects) await warmUp(subject, WARM_UP_EXECUTIONS[cells])
  say(`cells ${cells}: warm`)
  const plan: Plan = LOADS.map((load) => ({
    load,
    executions: Math.max(1, Math.round(own.executions * SHARES[cells] * load.share)),
  }))
  const taken = new Map(subjects.map((subject) => [subject, toNothing()] as const))
  const rounds = trees.length === 1 ? ROUNDS : PAIRED_ROUNDS
  for (let round = 0; round < rounds; round++) {
    await takeRound(round % 2 === 0 ? taken : new Map([...taken].reverse()), plan)
    say(`cells ${cells}: round ${round + 1} of ${rounds}`)
  }
  say(`cells ${cells}: counting messages and statements`)
  return await Promise.all(
    Array.from(taken, async ([subject, own]) =>
      toResults(subject.name, own, await measureCounts(subject, plan)),
    ),
  )
}

async function warmUp(subject: Subject, executions: number): Promise<void> {
  await subject.idle()
  await runLoad(WARM_UP, executions, subject)
  await subject.recorded()
  await subject.idle()
}

/** What was measured of one stack so far. */
interface Taken {
  readonly rests: ByName[]
  readonly turns: ReadonlyMap<Load, Turn[]>
}

const toNothing = (): Taken => ({ rests: [], turns: new Map(LOADS.map((load) => [load, []])) })

/** All stacks at rest, then every load on every stack in turn. */
async function takeRound(taken: ReadonlyMap<Subject, Taken>, plan: Plan): Promise<void> {
  await Promise.all(
    Array.from(taken, async ([subject, { rests }]) => void rests.push(await measureRest(subject))),
  )
  for (const { load, executions } of plan) {
    for (const [subject, { turns }] of taken) {
      turns.get(load)?.push(await takeTurn(subject, load, executions))
    }
  }
}

function toResults(tree: string, { rests, turns }: Taken, counts: CountResults): StackResults {
  const restMs = medians(rests)
  const loads = Array.from(turns, ([load, taken]) => summarizeTurns(load.name, taken, restMs))
  return { tree, restMs, loads, counts }
}
