import { executionControl } from '@runhive/contracts/execution-control'
import { eventKey } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'

/** One call that reached a stand-in for an executor's running execution. */
export type Heard =
  | { readonly call: 'write'; readonly text: string; readonly end: boolean }
  | { readonly call: 'signal'; readonly signal: number }
  | { readonly call: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly call: 'attend' }

export interface FakeRun extends AsyncDisposable {
  /** In the order of arrival. */
  readonly heard: Heard[]
}

/** Answers for a running execution as its executor would. `takes` says whether it is interactive and has a terminal. */
export function serveRun(
  mesh: Mesh,
  { accountId, id }: { accountId: string; id: string },
  takes: { input?: boolean; terminal?: boolean } = {},
): FakeRun {
  const heard: Heard[] = []
  let isOpen = takes.input ?? true
  const served = mesh.serveAt(executionControl, eventKey(accountId, id), {
    async write({ base64, end }, call) {
      if (!isOpen) throw call.refusal('STDIN_CLOSED', {})
      heard.push({ call: 'write', text: Buffer.from(base64, 'base64').toString('latin1'), end })
      isOpen = !end
      return {}
    },
    async signal({ signal }) {
      heard.push({ call: 'signal', signal })
      return {}
    },
    async resize(size, call) {
      if (takes.terminal === false) throw call.refusal('NO_TERMINAL', {})
      heard.push({ call: 'resize', ...size })
      return {}
    },
    async attend() {
      heard.push({ call: 'attend' })
      return {}
    },
  })
  return { heard, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() }
}
