import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Runtime } from '../../api/types.ts'
import { readDraft, writeDraft } from '../../program/draft.ts'
import type { Program, ProgramFile } from '../../program/program.ts'
import { isUntouched, starterOf } from '../../program/starters.ts'

export interface OpenFile extends ProgramFile {
  /** Stays the same while the file is open, even when it is renamed. */
  readonly id: string
}

export interface OpenProgram extends Program {
  readonly files: readonly OpenFile[]
  /** The file in the editor. */
  readonly active: string
  /** Changes with every program that is loaded. */
  readonly loadId: string
}

export interface ProgramEditing {
  /** undefined until the runtimes are known. */
  readonly program: OpenProgram | undefined
  /** Replaces everything. */
  load(program: Program): void
  change(change: Partial<Omit<Program, 'files' | 'runtime'>>): void
  changeRuntime(to: Runtime, from: Runtime | undefined): void
  show(id: string): void
  write(id: string, content: string): void
  rename(id: string, name: string): void
  add(name: string): void
  remove(id: string): void
  /** Moves a file to another position. The first file is the main one. */
  move(id: string, by: -1 | 1): void
}

const SAVE_MS = 400

/** The program in the editor, stored in this browser. */
export function useProgram(runtimes: readonly Runtime[] | undefined): ProgramEditing {
  const [program, setProgram] = useState(() => {
    const draft = readDraft()
    return draft && open(draft)
  })
  const first = runtimes?.find(({ language }) => language === 'python') ?? runtimes?.[0]
  useEffect(() => {
    if (first) setProgram((known) => known ?? open(starterOf(first)))
  }, [first])
  useDraft(program)
  const update = useCallback((work: (program: OpenProgram) => OpenProgram) => {
    setProgram((known) => known && work(known))
  }, [])
  const actions = useMemo(() => createActions(update, setProgram), [update])
  return { program, ...actions }
}

function useDraft(program: OpenProgram | undefined): void {
  useEffect(() => {
    if (!program) return
    const save = () => writeDraft(program)
    const timer = setTimeout(save, SAVE_MS)
    // Also when the page is closed before the delay is over.
    addEventListener('pagehide', save)
    return () => {
      clearTimeout(timer)
      removeEventListener('pagehide', save)
      save()
    }
  }, [program])
}

function createActions(
  update: (work: (program: OpenProgram) => OpenProgram) => void,
  replace: (program: OpenProgram) => void,
): Omit<ProgramEditing, 'program'> {
  return {
    load: (loaded) => replace(open(loaded)),
    change: (change) => update((program) => ({ ...program, ...change })),
    changeRuntime: (to, from) => update((program) => withRuntime(program, to, from)),
    show: (id) => update((program) => ({ ...program, active: id })),
    write: (id, content) => update((program) => withFile(program, id, { content })),
    rename: (id, name) => update((program) => withFile(program, id, { name })),
    add: (name) =>
      update((program) => {
        const file = { id: crypto.randomUUID(), name, content: '' }
        return { ...program, files: [...program.files, file], active: file.id }
      }),
    remove: (id) =>
      update((program) => {
        const files = program.files.filter((file) => file.id !== id)
        const [next] = files
        if (!next) return program
        return { ...program, files, active: program.active === id ? next.id : program.active }
      }),
    move: (id, by) => update((program) => ({ ...program, files: moved(program.files, id, by) })),
  }
}

function open(program: Program): OpenProgram {
  const files = program.files.map(({ name, content }) => ({ id: crypto.randomUUID(), name, content }))
  return { ...program, files, active: files[0]?.id ?? '', loadId: crypto.randomUUID() }
}

function withFile(program: OpenProgram, id: string, change: Partial<ProgramFile>): OpenProgram {
  const known = program.files.find((file) => file.id === id)
  if (!known || (known.content === change.content && change.name === undefined)) return program
  return { ...program, files: program.files.map((file) => (file.id === id ? { ...file, ...change } : file)) }
}

/** An unchanged starter becomes the new language's starter. Other code stays; its main file gets the new name. */
function withRuntime(program: OpenProgram, to: Runtime, from: Runtime | undefined): OpenProgram {
  if (from?.language !== to.language && isUntouched(program, from?.language ?? '')) return open(starterOf(to))
  const files = program.files.map((file, index) =>
    index === 0 && file.name === from?.fileName ? { ...file, name: to.fileName } : file,
  )
  const names = new Set(files.map(({ name }) => name))
  return { ...program, runtime: to.id, files: names.size === files.length ? files : program.files }
}

function moved(files: readonly OpenFile[], id: string, by: -1 | 1): readonly OpenFile[] {
  const at = files.findIndex((file) => file.id === id)
  const file = files[at]
  const other = files[at + by]
  if (!file || !other) return files
  return files.map((known) => (known === file ? other : known === other ? file : known))
}
