import { NO_EXTRAS, type Program } from './program.ts'

interface Starter {
  readonly source: string
  readonly stdin?: string
  readonly collect?: readonly string[]
}

/** A first program per language: short, reads its input, and shows what the language looks like. */
const STARTERS: Readonly<Record<string, Starter>> = {
  python: {
    stdin: 'Ada\n',
    source: `name = input("Who is there? ")
print(f"Hello, {name}!")

squares = [n * n for n in range(1, 6)]
print("Squares:", squares, "sum", sum(squares))
`,
  },
  javascript: {
    stdin: 'Ada\n',
    source: `const name = require('node:fs').readFileSync(0, 'utf8').trim()
console.log(\`Hello, \${name}!\`)

const squares = [1, 2, 3, 4, 5].map((n) => n * n)
console.log('Squares:', squares)
`,
  },
  typescript: {
    source: `interface Point {
  readonly x: number
  readonly y: number
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

console.log(distance({ x: 0, y: 0 }, { x: 3, y: 4 }))
`,
  },
  c: {
    stdin: 'Ada\n',
    source: `#include <stdio.h>

int main(void) {
    char name[64];
    if (scanf("%63s", name) == 1) printf("Hello, %s!\\n", name);
    for (int n = 1; n <= 5; n++) printf("%d squared is %d\\n", n, n * n);
    return 0;
}
`,
  },
  cpp: {
    stdin: 'Ada\n',
    source: `#include <iostream>
#include <numeric>
#include <string>
#include <vector>

int main() {
    std::string name;
    std::cin >> name;
    std::vector<int> numbers{1, 2, 3, 4, 5};
    std::cout << "Hello, " << name << "!\\n"
              << "Sum: " << std::accumulate(numbers.begin(), numbers.end(), 0) << '\\n';
}
`,
  },
  java: {
    stdin: 'Ada\n',
    source: `import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        var name = new Scanner(System.in).nextLine();
        System.out.println("Hello, " + name + "!");
        for (int n = 1; n <= 5; n++) System.out.println(n + " squared is " + n * n);
    }
}
`,
  },
  go: {
    source: `package main

import "fmt"

func main() {
	numbers := make(chan int)
	go func() {
		for n := 1; n <= 5; n++ {
			numbers <- n * n
		}
		close(numbers)
	}()
	for n := range numbers {
		fmt.Println("Square:", n)
	}
}
`,
  },
  rust: {
    source: `fn main() {
    let squares: Vec<u32> = (1..=5).map(|n| n * n).collect();
    println!("Squares: {squares:?}, sum {}", squares.iter().sum::<u32>());
}
`,
  },
  ruby: {
    stdin: 'Ada\n',
    source: `name = gets.chomp
puts "Hello, #{name}!"
puts "Squares: #{(1..5).map { |n| n * n }.join(', ')}"
`,
  },
  php: {
    source: `<?php

$squares = array_map(fn (int $n): int => $n * $n, range(1, 5));
echo 'Squares: ', implode(', ', $squares), PHP_EOL;
`,
  },
  bash: {
    stdin: 'one\ntwo\nthree\n',
    source: `while read -r line; do
  echo "\${line^^}"
done
`,
  },
  sqlite: {
    source: `CREATE TABLE planets (name TEXT, moons INTEGER);
INSERT INTO planets VALUES ('Earth', 1), ('Mars', 2), ('Jupiter', 95);

SELECT name, moons FROM planets WHERE moons > 1 ORDER BY moons DESC;
`,
  },
}

/** The starter of a language; an empty file if there is none. */
export function starterOf({
  id,
  language,
  fileName,
}: {
  id: string
  language: string
  fileName: string
}): Program {
  const { source = '', stdin = '', collect = [] } = STARTERS[language] ?? {}
  return { ...NO_EXTRAS, runtime: id, files: [{ name: fileName, content: source }], stdin, collect }
}

/** Whether the visitor has not written anything yet. */
export function isUntouched({ files, args }: Program, language: string): boolean {
  const [only, ...more] = files
  return (
    more.length === 0 &&
    args.length === 0 &&
    (only?.content.trim() === '' || only?.content === STARTERS[language]?.source)
  )
}
