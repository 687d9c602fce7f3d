import type { Submission } from '../testing/executor.ts'

/** Programs that ask for nothing special. Given a number, each prints its square: a mixed-up or cut answer shows. */
const HONEST: Readonly<Record<string, string>> = {
  'python-3.13': 'import sys; print(int(sys.argv[1]) * int(sys.argv[1]))',
  'bash-5.2': 'echo $(($1 * $1)) | cat',
  'javascript-24': 'console.log(process.argv[2] ** 2)',
  'ruby-3.3': 'puts ARGV[0].to_i ** 2',
  'php-8.4': '<?php echo $argv[1] * $argv[1], "\\n";',
  'sqlite-3.46': 'SELECT ?1 * ?1;',
  'c-gcc-14':
    '#include <stdio.h>\n#include <stdlib.h>\nint main(int c, char **v) { int n = atoi(v[c - 1]); printf("%d\\n", n * n); }',
  'cpp-gcc-14':
    '#include <iostream>\n#include <string>\nint main(int, char **v) { int n = std::stoi(v[1]); std::cout << n * n << std::endl; }',
  'rust-1.85':
    'fn main() { let n: u64 = std::env::args().nth(1).unwrap().parse().unwrap(); println!("{}", n * n); }',
  'java-25':
    'class Main { public static void main(String[] a) { int n = Integer.parseInt(a[0]); System.out.println(n * n); } }',
}

export interface Honest {
  readonly submission: Submission
  readonly stdout: string
}

/**
 * As many as asked for, of each runtime in turn, no two alike, and with all the time that waiting for others may cost.
 */
export function createHonest(count: number): readonly Honest[] {
  const programs = Object.entries(HONEST)
  return Array.from({ length: count }, (_, index) => {
    const [runtime = '', source = ''] = programs[index % programs.length] ?? []
    const number = 101 + index
    const limits = { wallMs: 60_000 }
    return {
      submission: {
        runtime,
        source,
        request: { args: [String(number)] },
        limits,
        compileLimits: limits,
      },
      stdout: `${number ** 2}\n`,
    }
  })
}
