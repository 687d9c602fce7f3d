import { clockLimits } from './clock-limits.ts'
import { leavers } from './leavers/leavers.ts'
import { executorKilled, historyKilled, natsRestarted, postgresStopped } from './outages.ts'
import { openScene } from './scene.ts'
import { shortForm } from './short-form.ts'

/**
 * Needs what `./dev test` provides. The drills that break a Docker engine run under `./dev drills` only, which has an
 * engine of its own to break.
 */
shortForm(openScene, [
  executorKilled,
  natsRestarted,
  postgresStopped,
  historyKilled,
  clockLimits,
  leavers(120),
])
