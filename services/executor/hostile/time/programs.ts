import { byCpu, byWall, type Hostile } from '../description/program.ts'

/** Programs that want more time: they wait, compute, hide from clocks and signals, and stop what could stop them. */
export const time: readonly Hostile[] = [
  { file: 'sleeper.py', ...byWall },
  { file: 'ignores-signals.py', ...byWall },
  { file: 'blocks-signals.c', ...byWall },
  { file: 'vfork-sleeper.c', ...byWall },
  { file: 'stops-itself.py', ...byWall },
  { file: 'stops-everything.py', ...byWall },
  { file: 'stops-parent.py', ...byWall },
  { file: 'deadlock.java', ...byWall, limits: { wallMs: 2_000 } },
  { file: 'exit-hook.java', ...byWall, limits: { wallMs: 2_000 } },
  { file: 'reads-nothing.py', ...byWall },
  { file: 'drip.py', ...byWall },
  {
    file: 'starves-init.py',
    ...byWall,
    stdout: `True True True ${'[True, True] '.repeat(4)}[True, True, True]\n`,
  },
  { file: 'spinner.c', ...byCpu },
  { file: 'spinner-raising-limits.c', ...byCpu },
  { file: 'spinner-threads.cpp', ...byCpu },
  { file: 'spinner-children.py', ...byCpu },
  { file: 'spinner-relay.py', ...byCpu },
  { file: 'spinner-exec.c', ...byCpu },
  { file: 'spinner.go', ...byCpu },
  { file: 'spinner.rs', ...byCpu },
  { file: 'endless-microtasks.js', ...byCpu },
  { file: 'catastrophic-pattern.py', ...byCpu },
  { file: 'catastrophic-pattern.js', ...byCpu },
  { file: 'signal-storm.c', ...byCpu },
]
