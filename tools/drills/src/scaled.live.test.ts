import {
  leadersKilled,
  oneAuthKilled,
  oneExecutorKilled,
  oneGatewayKilled,
  primaryRestarted,
} from './one-of-several.ts'
import { openScaledScene } from './scene.ts'
import { shortForm } from './short-form.ts'

/**
 * Both executors are on the engine that `./dev test` brings; on an engine of its own the second one is in `./dev
 * drills`.
 */
shortForm(
  (env) => openScaledScene(env),
  [oneExecutorKilled, leadersKilled, oneGatewayKilled, oneAuthKilled, primaryRestarted],
)
