import type { Handlers } from '@runhive/contracts/define'
import type { executionControl } from '@runhive/contracts/execution-control'
import { type Control, NoTerminal, StdinClosed } from '../interactive/control.ts'

/** What can be asked of a running execution, from where its program runs. */
export function answerControl(control: Control): Handlers<typeof executionControl> {
  return {
    async write({ base64, end }, call) {
      try {
        await control.write(Buffer.from(base64, 'base64'), end)
      } catch (error) {
        if (error instanceof StdinClosed) throw call.refusal('STDIN_CLOSED', {})
        throw error
      }
      return {}
    },
    async signal({ signal }) {
      await control.signal(signal)
      return {}
    },
    async resize({ columns, rows }, call) {
      try {
        await control.resize(columns, rows)
      } catch (error) {
        if (error instanceof NoTerminal) throw call.refusal('NO_TERMINAL', {})
        throw error
      }
      return {}
    },
    async attend() {
      control.attend()
      return {}
    },
  }
}
