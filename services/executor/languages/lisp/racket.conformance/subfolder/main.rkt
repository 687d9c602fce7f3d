#lang racket/base

(require "shapes/square.rkt")

(printf "the square of 12 is ~a\n" (area 12))
