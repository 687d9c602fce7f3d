import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../api/client.ts'
import { requestQuery } from '../api/executions.ts'
import { languagesQuery } from '../api/languages.ts'
import type { ExecutionSummary } from '../api/types.ts'
import { useToast } from '../design/overlays/toast.tsx'
import { toProgram, toSameAgain } from './asked.ts'
import { handOver } from './hand-over.ts'

/**
 * Runs the request of an execution again: in the playground, or, if the playground cannot hold all of it, unchanged on
 * the page of the new execution.
 */
export function useRerun({ id, runtime: runtimeId }: Pick<ExecutionSummary, 'id' | 'runtime'>) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const work = async () => {
    const [request, runtimes] = await Promise.all([
      queries.fetchQuery(requestQuery(id)),
      queries.fetchQuery(languagesQuery),
    ])
    const runtime = runtimes.find((one) => one.id === runtimeId)
    const program = toProgram(request, runtime)
    if (program) {
      handOver(queries, program)
      return navigate({ to: '/' })
    }
    const submitted = await client.executions.submit.mutate(toSameAgain(request, runtime))
    return navigate({ to: '/history/$id', params: { id: submitted.id } })
  }
  const rerun = () => {
    setBusy(true)
    void work()
      .catch(toast.failed)
      .finally(() => setBusy(false))
  }
  return { rerun, busy }
}
