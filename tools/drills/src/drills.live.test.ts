import { clockLimits } from './clock-limits.ts'
import { leavers } from './leavers/leavers.ts'
import { executorKilled, historyKilled, natsRestarted, postgresStopped } from './outages.ts'
import { openScene } from './scene.ts'
import { shortForm } from './short-form.ts'

/**
 * Needs what `./dev test` brings. The drills that break a Docker engine are `./dev drills` alone: it owns the one
 * they break.
 */
shortForm(openScene, [
  executorKilled,
  natsRestarted,
  postgresStopped,
  historyKilled,
  clockLimits,
  leavers(120),
])
