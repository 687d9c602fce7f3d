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
 * Both executors use the engine that `./dev test` provides. Under `./dev drills` the second one has its own engine.
 */
shortForm(
  (env) => openScaledScene(env),
  [oneExecutorKilled, leadersKilled, oneGatewayKilled, oneAuthKilled, primaryRestarted],
)
