/** A small first program by language. Other languages start empty. */
const SAMPLES: Readonly<Record<string, string>> = {
  python: 'for n in range(1, 4):\n    print(n, n ** 2)',
  javascript: 'for (const n of [1, 2, 3]) console.log(n, n ** 2)',
  typescript: 'const squares: number[] = [1, 2, 3].map((n) => n ** 2)\nconsole.log(squares)',
  go: 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("Hello")\n}',
  rust: 'fn main() {\n    println!("Hello");\n}',
  c: '#include <stdio.h>\n\nint main(void) {\n    puts("Hello");\n}',
  cpp: '#include <iostream>\n\nint main() {\n    std::cout << "Hello\\n";\n}',
  java: 'class Main {\n    public static void main(String[] args) {\n        System.out.println("Hello");\n    }\n}',
  ruby: '(1..3).each { |n| puts "#{n} #{n ** 2}" }',
  php: '<?php\necho "Hello\\n";',
  bash: 'for n in 1 2 3; do echo "$n"; done',
}

export const sampleOf = (language: string): string => SAMPLES[language] ?? ''

/** Whether the code is still an unchanged sample. */
export const isSample = (code: string): boolean => code === '' || Object.values(SAMPLES).includes(code)
