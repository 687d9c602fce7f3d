import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { writeDraft } from './draft.ts'
import { recallProgram } from './recent.ts'
import { toFragment } from './share.ts'

/** Opens the playground with the program of an execution, if it ran from this browser. It does not run by itself. */
export function useRerun(id: string): { canRerun: boolean; rerun: () => void } {
  const navigate = useNavigate()
  const program = useMemo(() => recallProgram(id), [id])
  const rerun = async () => {
    if (!program) return
    const hash = await toFragment(program)
    // Too long for an address: it takes the place of what was being written.
    if (hash === undefined) writeDraft(program)
    await navigate({ to: '/', ...(hash !== undefined && { hash }) })
  }
  return { canRerun: program !== undefined, rerun: () => void rerun() }
}
