import type { Account } from '../../api/types.ts'
import { TextArea, TextField } from '../../design/controls/field.tsx'
import { Select } from '../../design/controls/select.tsx'
import { Tabs } from '../../design/controls/tabs.tsx'
import { EXPIRIES, KEY_LIMITS, type KeyForm } from './key-form.ts'
import styles from './keys.module.css'

interface KeyFieldsProps {
  readonly form: KeyForm
  readonly change: (part: Partial<KeyForm>) => void
  /** By field. */
  readonly problems: Readonly<Partial<Record<string, string>>>
  readonly plan: Account['plan']['allowance']
}

export function KeyFields({ form, change, problems, plan }: KeyFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        hint="The program that will use it, for example “CI” or “Homework checker”."
        maxLength={100}
        value={form.name}
        error={problems.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Tabs
        label="Kind of key"
        value={form.kind}
        onValueChange={(kind) => change({ kind })}
        tabs={[
          {
            value: 'server',
            label: 'Server key',
            content: <p className={styles.note}>For programs that can keep a secret.</p>,
          },
          { value: 'browser', label: 'Browser key', content: <Origins {...{ form, change, problems }} /> },
        ]}
      />
      <Select
        label="Expires"
        options={EXPIRIES}
        value={form.expiry}
        onValueChange={(expiry) => change({ expiry })}
      />
      {problems.expiresAt && <p role="alert">{problems.expiresAt}</p>}
      <details className={styles.more}>
        <summary>Restrictions</summary>
        <More {...{ form, change, problems, plan }} />
      </details>
    </>
  )
}

function Origins({ form, change, problems }: Omit<KeyFieldsProps, 'plan'>) {
  return (
    <TextArea
      label="Works on these pages"
      hint="One origin per line. The key may be public on these pages; elsewhere it is refused."
      mono
      rows={2}
      spellCheck={false}
      placeholder="https://docs.example.com"
      value={form.origins}
      error={problems.origins}
      onChange={(event) => change({ origins: event.currentTarget.value })}
    />
  )
}

function More({ form, change, problems, plan }: KeyFieldsProps) {
  return (
    <div className={styles.form}>
      <TextArea
        label="Only from these addresses"
        optional
        hint="One IP address or range per line, like 203.0.113.7 or 10.0.0.0/8."
        mono
        rows={2}
        spellCheck={false}
        value={form.ipRanges}
        error={problems.ipRanges}
        onChange={(event) => change({ ipRanges: event.currentTarget.value })}
      />
      <fieldset className={styles.limits}>
        <legend>Tighter limits than your plan’s</legend>
        {KEY_LIMITS.map(({ name, label }) => (
          <TextField
            key={name}
            label={label}
            inputMode="numeric"
            placeholder={plan[name].toLocaleString('en')}
            value={form.limits[name] ?? ''}
            error={problems[name]}
            onChange={(event) => change({ limits: { ...form.limits, [name]: event.currentTarget.value } })}
          />
        ))}
        {problems.allowance && <p role="alert">{problems.allowance}</p>}
      </fieldset>
    </div>
  )
}
