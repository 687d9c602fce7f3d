/** What is promised, in the words of the page. Each is a behaviour of the service that a test of it can see fail. */
export const PROMISES = {
  account:
    'Of you, the account holds your e-mail address, your name and the number you have with your sign-in provider, and nothing else from there.',
  code: 'Your code is processed, and kept only as your execution history: the program with what came of it. Nothing of a run with “store” off enters that.',
  content:
    'Nobody and nothing inspects your code, its input or its output. Logs and measurements never hold any of it.',
  cells:
    'Each run gets a fresh container without a network. It is destroyed right after, and its limits are enforced.',
  keys: 'You can switch off an API key at any time. It is refused everywhere within a second, streams under way included.',
  usage:
    'Which request came when, from where and with which key is recorded for limits and against abuse. It is never joined with code.',
  sharing:
    'Nothing is sold, shared, or used for advertising. There is no tracking, and no page here asks anything of another site.',
  deletion:
    'You can delete an execution, a key or everything. Deleting the account reaches every service, and a receipt shows it.',
} as const
