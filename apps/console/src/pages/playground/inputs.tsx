import { useEffect, useRef, useState } from 'react'
import type { Runtime } from '../../api/types.ts'
import { Switch } from '../../design/controls/choice.tsx'
import { TextArea, TextField } from '../../design/controls/field.tsx'
import { Tabs } from '../../design/controls/tabs.tsx'
import { LIMIT_NAMES, type LimitName } from '../../program/program.ts'
import styles from './inputs.module.css'
import { countLimits, LIMIT_WORDS, rangeOfLimit, readLimit, showLimit } from './limits.ts'
import type { OpenProgram, ProgramEditing } from './use-program.ts'

interface InputsProps {
  readonly program: OpenProgram
  readonly runtime: Runtime | undefined
  readonly change: ProgramEditing['change']
  /** A limit to go to; a new object for each request. */
  readonly asked: { readonly limit: LimitName } | undefined
}

type Tab = 'input' | 'args' | 'limits' | 'options'

/** A program's input besides its source. */
export function Inputs(props: InputsProps) {
  const [tab, setTab] = useState<Tab>('input')
  const [wanted, setWanted] = useState<LimitName>()
  const { asked } = props
  useEffect(() => {
    if (!asked) return
    setTab('limits')
    setWanted(asked.limit)
  }, [asked])
  const { args, limits, collect, interactive, store } = props.program
  const options = collect.length + (interactive ? 1 : 0) + (store ? 0 : 1)
  return (
    <Tabs
      label="Input of the program"
      value={tab}
      onValueChange={setTab}
      className={styles.inputs}
      panelClassName={styles.panel}
      tabs={[
        { value: 'input', label: 'Input', content: <Stdin {...props} /> },
        {
          value: 'args',
          label: <Counted label="Arguments" count={args.length} />,
          content: <Arguments {...props} />,
        },
        {
          value: 'limits',
          label: <Counted label="Limits" count={countLimits(limits)} />,
          content: <Limits {...props} wanted={wanted} onCome={() => setWanted(undefined)} />,
        },
        {
          value: 'options',
          label: <Counted label="Options" count={options} />,
          content: <Options {...props} />,
        },
      ]}
    />
  )
}

export function Counted({ label, count }: { label: string; count: number }) {
  return (
    <>
      {label}
      {count > 0 && <span className={styles.count}>{count}</span>}
    </>
  )
}

function Stdin({ program, change }: InputsProps) {
  if (program.interactive) {
    return <p className={styles.hint}>The program reads from the terminal: type there while it runs.</p>
  }
  return (
    <TextArea
      label="Standard input"
      hideLabel
      mono
      placeholder="Standard input of the program"
      value={program.stdin}
      spellCheck={false}
      onChange={(event) => change({ stdin: event.currentTarget.value })}
    />
  )
}

/** One per line: an argument may contain anything but a line break. */
const toLines = (text: string): string[] => (text === '' ? [] : text.split('\n'))

function Arguments({ program, change }: InputsProps) {
  return (
    <TextArea
      label="Arguments"
      hideLabel
      mono
      hint="One per line."
      placeholder={'--verbose\nfile.txt'}
      value={program.args.join('\n')}
      spellCheck={false}
      onChange={(event) => change({ args: toLines(event.currentTarget.value) })}
    />
  )
}

interface Wanted {
  /** The limit that is to get the focus. */
  readonly wanted: LimitName | undefined
  readonly onCome: () => void
}

function Limits({ program, runtime, change, wanted, onCome }: InputsProps & Wanted) {
  if (!runtime) return <p className={styles.hint}>Choose a language first.</p>
  return (
    <div className={styles.limits}>
      {LIMIT_NAMES.map((name) => (
        <LimitField
          key={`${runtime.id} ${name}`}
          name={name}
          program={program}
          runtime={runtime}
          change={change}
          wanted={wanted}
          onCome={onCome}
        />
      ))}
    </div>
  )
}

interface LimitFieldProps extends Pick<InputsProps, 'program' | 'change'>, Wanted {
  readonly name: LimitName
  readonly runtime: Runtime
}

function LimitField({ name, program, runtime, change, wanted, onCome }: LimitFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (wanted !== name) return
    input.current?.select()
    onCome()
  }, [wanted, name, onCome])
  const { label, unit, format } = LIMIT_WORDS[name]
  const range = rangeOfLimit(runtime, name, program.interactive)
  const [text, setText] = useState(showLimit(program.limits[name], name))
  const { problem } = readLimit(text, name, range)
  const write = (typed: string) => {
    setText(typed)
    const { value } = readLimit(typed, name, range)
    const { [name]: _known, ...others } = program.limits
    change({ limits: value === undefined ? others : { ...others, [name]: value } })
  }
  return (
    <TextField
      ref={input}
      label={`${label}, ${unit}`}
      inputMode="decimal"
      value={text}
      placeholder={showLimit(range.default, name)}
      error={problem}
      hint={problem ? undefined : `${format(range.min)} to ${format(range.max)}`}
      onChange={(event) => write(event.currentTarget.value)}
    />
  )
}

function Options({ program, runtime, change }: InputsProps) {
  return (
    <div className={styles.options}>
      <Switch
        label="Interactive terminal"
        hint={
          runtime && !runtime.interactive
            ? 'This language cannot be run interactively here.'
            : 'The program runs in a terminal, and you can type while it runs.'
        }
        checked={program.interactive}
        disabled={runtime !== undefined && !runtime.interactive && !program.interactive}
        onCheckedChange={(interactive) => change({ interactive })}
      />
      <Switch
        label="Keep in history"
        hint="Off: neither the code nor its output is stored after the response."
        checked={program.store}
        onCheckedChange={(store) => change({ store })}
      />
      <TextField
        label="Files to return"
        hint="Patterns, separated by spaces: *.png out/**/*.csv. A folder stands for everything in it. Pictures are displayed."
        mono
        defaultValue={program.collect.join(' ')}
        placeholder="*.png"
        spellCheck={false}
        onChange={(event) =>
          change({ collect: event.currentTarget.value.split(/\s+/).filter(Boolean).slice(0, 16) })
        }
      />
    </div>
  )
}
