import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { takeOver } from '../../program/hand-over.ts'
import type { Program } from '../../program/program.ts'

/** Loads a program that another page handed over, and runs it as soon as possible. */
export function useHandedOver(load: (program: Program) => void, run: (() => void) | undefined): void {
  const queries = useQueryClient()
  const [due, setDue] = useState(false)
  useEffect(() => {
    const program = takeOver(queries)
    if (!program) return
    load(program)
    setDue(true)
  }, [queries, load])
  useEffect(() => {
    if (!due || !run) return
    setDue(false)
    run()
  }, [due, run])
}
