import { createApiKey } from '@runhive/auth/domain/api-key'
import type { Attack } from '../attack.ts'
import { askOften } from '../wire/ask-often.ts'

export const wrongKeys: Attack = {
  title: '200 requests a second with keys that are well-formed and nobody has',
  begin(aim, tally) {
    askOften(aim, tally, 200 * aim.strength, (number) => {
      const headers = { authorization: `Bearer ${createApiKey().token}` }
      if (number % 2 === 0) return { path: '/api/v1/executions?limit=1', headers }
      const body = JSON.stringify({ language: 'bash', source: ':' })
      const typed = { ...headers, 'content-type': 'application/json' }
      return { method: 'POST', path: '/api/v1/executions?wait=true', headers: typed, body }
    })
  },
}
