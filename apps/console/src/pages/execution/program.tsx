import { RunhiveError } from '@runhive/client'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { requestQuery } from '../../api/executions.ts'
import { useRuntimes } from '../../api/languages.ts'
import type { AskedRequest, Runtime } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Tabs } from '../../design/controls/tabs.tsx'
import { CodeBlock } from '../../design/data/code-block.tsx'
import { toBytes } from '../../design/data/quantities.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { filesOf, textOfFile } from '../../program/asked.ts'
import { fromBase64 } from '../../program/base64.ts'
import styles from './execution.module.css'
import { ProgramFacts } from './program-facts.tsx'

/** The request: the program with its input, arguments and limits. */
export function ProgramCard({ id, runtimeId }: { id: string; runtimeId?: string }) {
  const { data: request, error, refetch } = useQuery(requestQuery(id))
  const { data: runtimes } = useRuntimes()
  if (!request && isNotKept(error)) return <NotKept />
  return (
    <Card title="Program" lead="The program and its input.">
      {request ? (
        <Asked request={request} runtime={runtimes?.find((one) => one.id === runtimeId)} />
      ) : error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={2} height="4rem" />
      )}
    </Card>
  )
}

export const isNotKept = (error: unknown): boolean =>
  error instanceof RunhiveError && error.code === 'NOT_FOUND'

function NotKept() {
  return (
    <Card title="Program">
      <p>
        The program of this execution was not stored: it was sent with <code>"store": false</code>, or ran
        before programs were stored with their results. To run it again, send it from its source, or enter it
        in the <Link to="/">playground</Link>.
      </p>
    </Card>
  )
}

function Asked({ request, runtime }: { request: AskedRequest; runtime: Runtime | undefined }) {
  const { stdin, stdinEncoding, tests = [], testsEncoding, comparison } = request
  return (
    <div className={styles.program}>
      <Files label="Files of the program" files={filesOf(request, runtime)} />
      {stdin !== '' && <FileText file={toFile('Input', stdin, stdinEncoding)} />}
      {tests.map((test, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names need not differ, and nothing here moves
        <TestCase key={index} test={test} encoding={testsEncoding} name={test.name ?? String(index + 1)} />
      ))}
      {comparison.mode === 'checker' && (
        <Files label="Files of the checker" files={filesOf(comparison.checker)} />
      )}
      <ProgramFacts request={request} />
    </div>
  )
}

type File = ReturnType<typeof filesOf>[number]

/** Tabs if there are several. */
function Files({ label, files }: { label: string; files: readonly File[] }) {
  const [chosen, setChosen] = useState(files[0]?.name ?? '')
  const [only] = files
  if (only && files.length === 1) return <FileText file={only} />
  const tabs = files.map((file) => ({
    value: file.name,
    label: <bdi>{file.name}</bdi>,
    content: <FileText file={file} />,
  }))
  return <Tabs label={label} tabs={tabs} value={chosen} onValueChange={setChosen} />
}

function FileText({ file }: { file: File }) {
  const text = textOfFile(file)
  if (text !== undefined) return <CodeBlock label={file.name} code={text} />
  return (
    <p className={styles.note}>
      <bdi>{file.name}</bdi>: {toBytes(fromBase64(file.content).length)} that are not text.
    </p>
  )
}

/** Input or expected output, as far as it can be shown. */
const toFile = (name: string, content: string, encoding: File['encoding'] = 'utf8'): File => ({
  name,
  content,
  encoding,
})

interface TestCaseProps {
  readonly test: NonNullable<AskedRequest['tests']>[number]
  readonly encoding: File['encoding'] | undefined
  readonly name: string
}

function TestCase({ test: { stdin, expected }, encoding, name }: TestCaseProps) {
  return (
    <details>
      <summary className={styles.test}>
        Test <bdi>{name}</bdi>
      </summary>
      <div className={styles.program}>
        {stdin === undefined ? (
          <p className={styles.note}>It reads the input of the request.</p>
        ) : (
          <FileText file={toFile(`Input of ${name}`, stdin, encoding)} />
        )}
        {expected !== undefined && <FileText file={toFile(`Expected of ${name}`, expected, encoding)} />}
      </div>
    </details>
  )
}
