import { useState } from 'react'
import type { Overview } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Switch } from '../../design/controls/choice.tsx'
import { toSpan } from '../../design/data/quantities.ts'
import { ServiceBadge } from '../../design/data/status-badge.tsx'
import { toMoment } from '../../design/data/time-words.ts'
import styles from './operator.module.css'
import { Procedures } from './procedures.tsx'

type Service = Overview['services'][number]

/** Every instance of every service, with its answers since it started. */
export function Services({ services, checkedAt }: { services: Service[]; checkedAt: string }) {
  const [quiet, setQuiet] = useState(false)
  return (
    <Card
      title="Services"
      lead="Instances on the mesh, and the procedures they have served since they started."
      actions={<Switch label="Include procedures without calls" checked={quiet} onCheckedChange={setQuiet} />}
    >
      <ul className={styles.services}>
        {services.map(({ name, instances }) => (
          <li key={name}>
            <div className={styles.line}>
              <h3>{name}</h3>
              <ServiceBadge state={instances.length > 0 ? 'up' : 'down'} />
            </div>
            {instances.length === 0 && (
              <p className={styles.faint}>
                No instance responds. Check its process and its log, then its connection to NATS.
              </p>
            )}
            {instances.map((instance) => (
              <Instance key={instance.id} instance={instance} checkedAt={checkedAt} quiet={quiet} />
            ))}
          </li>
        ))}
      </ul>
    </Card>
  )
}

interface InstanceProps {
  readonly instance: Service['instances'][number]
  readonly checkedAt: string
  readonly quiet: boolean
}

function Instance({ instance: { id, version, startedAt, procedures }, checkedAt, quiet }: InstanceProps) {
  const uptime = Date.parse(checkedAt) - Date.parse(startedAt)
  return (
    <div className={styles.instance}>
      <p className={styles.facts}>
        <code>{id}</code>
        <span>Version {version}</span>
        <span title={`Since ${toMoment(startedAt)}`}>Up for {toSpan(Math.max(0, uptime))}</span>
      </p>
      <Procedures label={`Procedures of ${id}`} procedures={procedures} quiet={quiet} />
    </div>
  )
}
