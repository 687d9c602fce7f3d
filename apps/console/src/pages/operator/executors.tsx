import type { Overview } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { toCount } from '../../design/data/quantities.ts'
import { EmptyState } from '../../design/empty-state.tsx'
import styles from './operator.module.css'
import { Pools } from './pools.tsx'
import { SlotMap } from './slot-map.tsx'

type Executor = Overview['executors'][number]

/** The capacity of each executor, and its warm cells. */
export function Executors({ executors }: { executors: Executor[] }) {
  return (
    <Card
      title="Executors"
      lead="Each has slots for cells: running, warm and waiting for a program, or free."
    >
      {executors.length === 0 && (
        <EmptyState icon="terminal" title="No executors found">
          Nothing can run until one joins the mesh. Start one with <code>./dev up</code> or the deployment’s
          own means.
        </EmptyState>
      )}
      {executors.map((executor) => (
        <section key={executor.id} className={styles.executor} aria-label={`Executor ${executor.id}`}>
          <p className={styles.facts}>
            <code>{executor.id}</code>
            <span>
              Running {toCount(executor.running)} of {toCount(executor.concurrency)} at once
            </span>
            <span>
              {executor.isolation.runtime} on engine {executor.isolation.engine}
            </span>
          </p>
          <SlotMap executor={executor} />
          <Pools id={executor.id} pools={executor.pools} />
        </section>
      ))}
    </Card>
  )
}
