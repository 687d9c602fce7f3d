import { afterAll, beforeAll, test } from 'vitest'
import { deactivatesAKey, deletesTheAccount, exportsHistory, writesToTheOperator } from './account.ts'
import { FLOODS, printsMarkup, sendsMarkup, staysResponsive } from './hostile.ts'
import { restsOnRun, runsByKeyboardAlone, usesForcedColors } from './keyboard.ts'
import { looksAtEveryPage } from './pages.ts'
import {
  rerunsWhatCameOverRest,
  rerunsWhatThePlaygroundCannotHold,
  saysThatAProgramIsNotKept,
} from './rerun.ts'
import {
  answersInTheTerminal,
  mendsACompileError,
  readsOutputWhileItRuns,
  runsWithoutSigningIn,
  seesAPicture,
} from './running.ts'
import { openScene, type Scene, START_MS, TIMEOUT } from './scene.ts'
import { suspendsAnAccount } from './suspension.ts'
import { isSignedOutMeanwhile, meetsALimit, outlivesTheGateway } from './trouble.ts'

/** One stack for all journeys: starting it takes longer than most of them. */
let scene: Scene

beforeAll(async () => {
  scene = await openScene()
}, START_MS)
afterAll(() => scene?.[Symbol.asyncDispose](), START_MS)

test(
  'somebody signs in through the issuer, writes Python, and reads its output before it has ended',
  TIMEOUT,
  () => readsOutputWhileItRuns(scene),
)

test('a program asks in the terminal and is answered, and Ctrl-C ends one that does not end', TIMEOUT, () =>
  answersInTheTerminal(scene),
)

test('a picture that a program draws is shown', TIMEOUT, () => seesAPicture(scene))

test('a compile error is underlined where it is, and what is mended runs', TIMEOUT, () =>
  mendsACompileError(scene),
)

test('a visitor who has not signed in runs a program, where the operator allows it', TIMEOUT, () =>
  runsWithoutSigningIn(scene),
)

test('a program is run by keyboard alone, and the focus is never lost', TIMEOUT, () =>
  runsByKeyboardAlone(scene),
)

test('a tooltip does not come back over what appears under a resting pointer', TIMEOUT, () =>
  restsOnRun(scene),
)

test('with forced colours the focus and the selected tab are visible', TIMEOUT, () => usesForcedColors(scene))

test('a program that a limit has ended says how much more it may have, and leads there', TIMEOUT, () =>
  meetsALimit(scene),
)

test(
  'a visitor who was signed out meanwhile is told so on every page, and returns to the same page',
  TIMEOUT,
  () => isSignedOutMeanwhile(scene),
)

test('a key made in the console works over REST, and is refused once it is deactivated', TIMEOUT, () =>
  deactivatesAKey(scene),
)

test('what somebody ran is in their history, and in the file that it is exported to', TIMEOUT, () =>
  exportsHistory(scene),
)

test(
  'a program that was sent over REST is opened from the history, and runs again in the playground',
  TIMEOUT,
  () => rerunsWhatCameOverRest(scene),
)

test('what the playground has no place for runs again as it was asked', TIMEOUT, () =>
  rerunsWhatThePlaygroundCannotHold(scene),
)

test('a program that is not kept cannot be run again, and the page says so', TIMEOUT, () =>
  saysThatAProgramIsNotKept(scene),
)

test(
  'a message from the contact form is read and answered in the inbox, and both are told by mail',
  TIMEOUT,
  () => writesToTheOperator(scene),
)

test(
  'an account that an operator suspends ends at once, reads why, writes back, and goes on once it is resumed',
  TIMEOUT,
  () => suspendsAnAccount(scene),
)

test('who deletes the account reads what was deleted, and is a stranger from then on', TIMEOUT, () =>
  deletesTheAccount(scene),
)

test('markup in output and in file names stays text', TIMEOUT, () => printsMarkup(scene))

test('markup in a message and in its sender’s name stays text, to the sender and in the inbox', TIMEOUT, () =>
  sendsMarkup(scene),
)

test.for(FLOODS)('while $what come, the rest of the page can be used', TIMEOUT, (flood) =>
  staysResponsive(scene, flood),
)

test('while the gateway is away pages say so, and come back by themselves', TIMEOUT, () =>
  outlivesTheGateway(scene),
)

test(
  'every page keeps nobody out, fits a phone and asks nobody else, in light, in dark and on a phone',
  { timeout: 600_000 },
  () => looksAtEveryPage(scene),
)
