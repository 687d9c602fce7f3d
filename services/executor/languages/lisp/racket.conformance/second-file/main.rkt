#lang racket/base

(require "multiply.rkt")

(printf "6 times 7 is ~a\n" (multiply 6 7))
