import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language'
import { lintGutter, lintKeymap, type Diagnostic as Mark, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { type Diagnostic, rangeOf } from '../../../program/diagnostics.ts'
import { readStyleNonce } from '../../../shell/nonce.ts'
import styles from './editor.module.css'
import { loadLanguage } from './editor-languages.ts'
import { editorTheme } from './editor-theme.ts'

export interface EditorProps {
  /** The edited file. Each file has an undo history of its own. */
  readonly fileKey: string
  readonly label: string
  readonly text: string
  readonly language: string
  readonly diagnostics: readonly Diagnostic[]
  /** The cursor moves here when this changes. */
  readonly jump: Pick<Diagnostic, 'line' | 'column'> | undefined
  readonly onChange: (text: string) => void
  readonly onRun: () => void
}

/** A code editor. Tab indents; Esc, then Tab leaves. */
export function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<OpenEditor>(undefined)
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    if (!host.current) return
    const opened = openEditor(host.current, latest)
    editor.current = opened
    return () => opened.close()
  }, [])
  const { fileKey, text, label, language, diagnostics, jump } = props
  useEffect(() => editor.current?.show(fileKey, text, label), [fileKey, text, label])
  useEffect(() => editor.current?.speak(language), [language])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file has other marks
  useEffect(() => editor.current?.mark(diagnostics), [diagnostics, fileKey])
  useEffect(() => {
    if (jump) editor.current?.jump(jump)
  }, [jump])
  return <div ref={host} className={styles.editor} />
}

/** Where it is not four spaces. */
const INDENTS: Readonly<Record<string, string>> = { go: '\t', javascript: '  ', typescript: '  ', ruby: '  ' }

interface OpenEditor {
  show(fileKey: string, text: string, label: string): void
  speak(language: string): void
  mark(diagnostics: readonly Diagnostic[]): void
  jump(to: Pick<Diagnostic, 'line' | 'column'>): void
  close(): void
}

function openEditor(host: HTMLElement, latest: { readonly current: EditorProps }): OpenEditor {
  const language = new Compartment()
  const named = new Compartment()
  let support: Extension = []
  const nameOf = (label: string) => EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' })
  const create = (doc: string, label: string) =>
    EditorState.create({
      doc,
      extensions: [named.of(nameOf(label)), language.of(support), ...baseExtensions(latest)],
    })
  const states = new Map<string, EditorState>()
  let shown = latest.current.fileKey
  const view = new EditorView({ state: create(latest.current.text, latest.current.label), parent: host })
  return {
    show(fileKey, text, label) {
      if (fileKey !== shown) {
        states.set(shown, view.state)
        const known = states.get(fileKey)
        view.setState(known?.doc.toString() === text ? known : create(text, label))
        shown = fileKey
        view.dispatch({ effects: language.reconfigure(support) })
      } else if (text !== view.state.doc.toString()) {
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
      }
      view.dispatch({ effects: named.reconfigure(nameOf(label)) })
    },
    speak(name) {
      void loadLanguage(name).then((loaded) => {
        // The visitor may have chosen another one meanwhile.
        if (latest.current.language !== name) return
        support = [indentUnit.of(INDENTS[name] ?? '    '), loaded ?? []]
        view.dispatch({ effects: language.reconfigure(support) })
      })
    },
    mark: (diagnostics) =>
      view.dispatch(setDiagnostics(view.state, toMarks(diagnostics, view.state.doc.toString()))),
    jump(to) {
      const { from } = rangeOf(to, view.state.doc.toString())
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      })
      view.focus()
    },
    close: () => view.destroy(),
  }
}

function toMarks(diagnostics: readonly Diagnostic[], text: string): Mark[] {
  return diagnostics
    .map(({ severity, message, code, ...place }) => ({
      ...rangeOf(place, text),
      severity: severity === 'note' ? ('info' as const) : severity,
      message,
      ...(code === undefined ? {} : { source: code }),
    }))
    .sort((a, b) => a.from - b.from)
}

function baseExtensions(latest: { readonly current: EditorProps }): Extension[] {
  const nonce = readStyleNonce()
  const run = () => {
    latest.current.onRun()
    return true
  }
  return [
    Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
    ...(nonce === undefined ? [] : [EditorView.cspNonce.of(nonce)]),
    lineNumbers(),
    lintGutter(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange(update.state.doc.toString())
    }),
    editorTheme,
  ]
}
